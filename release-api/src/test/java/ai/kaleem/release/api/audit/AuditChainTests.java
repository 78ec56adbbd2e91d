package ai.kaleem.release.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.audit.AuditTrail.Head;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is done to the chain is found: an entry changed, taken out, put in, put elsewhere, cut off, or all of it written anew. */
class AuditChainTests {

    private final MemoryTrail trail = new MemoryTrail();

    @BeforeEach
    void write() {
        var append = new AppendAudit(trail);
        for (var i = 1; i <= 5; i++) {
            append.append(note(i, "why " + i));
        }
    }

    private static AuditNote note(int i, String why) {
        return new AuditNote(
                "story:R/" + i,
                Instant.parse("2026-01-02T03:04:05Z").plusSeconds(i),
                "salma",
                "::1",
                "did",
                "shop",
                why);
    }

    private VerifyAudit.Verdict verdict(@Nullable Head noted) {
        return new VerifyAudit(trail).verify(noted);
    }

    private String fault() {
        var verdict = verdict(null);
        assertThat(verdict.intact()).isFalse();
        return String.valueOf(verdict.fault());
    }

    @Test
    void asItWasWrittenItIsWhole() {
        var verdict = verdict(null);
        assertThat(verdict).isEqualTo(new VerifyAudit.Verdict(true, 5, trail.head, null));
        assertThat(verdict(new Head(3, trail.entries.get(3L).hash())).intact()).isTrue();
        assertThat(new VerifyAudit(new MemoryTrail()).verify(null))
                .isEqualTo(new VerifyAudit.Verdict(true, 0, null, null));
    }

    @Test
    void whatIsToldTwiceStandsThereOnce() {
        new AppendAudit(trail).append(note(3, "why 3"));
        assertThat(trail.entries).hasSize(5);
    }

    @Test
    void aCrashBetweenItsWritesDoublesNothing() {
        trail.plan("story:R/6", 6);
        new AppendAudit(trail).append(note(6, "why 6"));
        new AppendAudit(trail).append(note(6, "why 6"));
        assertThat(trail.entries).hasSize(6);
        trail.head = new Head(5, trail.entries.get(5L).hash());
        assertThat(verdict(null).intact()).isTrue();
    }

    @Test
    void aNumberThatAnotherTookIsNotTakenAgain() {
        var other = trail.last().orElseThrow();
        trail.plan("story:R/6", 6);
        trail.add(AuditEntry.of(6, note(7, "of another writer"), other.hash()));
        new AppendAudit(trail).append(note(6, "why 6"));
        assertThat(trail.entries.get(7L).note().source()).isEqualTo("story:R/6");
        assertThat(verdict(null).intact()).isTrue();
    }

    @Test
    void anEntryThatSaysSomethingElseIsFound() {
        var one = trail.entries.get(2L);
        trail.entries.put(2L, new AuditEntry(2, note(2, "another why"), one.previous(), one.hash()));
        assertThat(fault()).isEqualTo("Entry 2 says something else than when it was written");
    }

    @Test
    void anEntryThatWasHashedAnewIsFoundByTheNext() {
        trail.entries.put(
                2L,
                AuditEntry.of(2, note(2, "another why"), trail.entries.get(2L).previous()));
        assertThat(fault()).startsWith("Entry 3 does not follow the entry 2 that is there");
    }

    @Test
    void oneThatIsTakenOutIsFound() {
        trail.entries.remove(3L);
        assertThat(fault()).isEqualTo("Entry 4 follows entry 2: what was between is gone");
        trail.entries.remove(1L);
        assertThat(fault()).startsWith("Entry 2 follows entry 0");
    }

    @Test
    void twoThatChangedPlacesAreFound() {
        var second = trail.entries.get(2L);
        var third = trail.entries.get(3L);
        trail.entries.put(2L, new AuditEntry(2, third.note(), third.previous(), third.hash()));
        trail.entries.put(3L, new AuditEntry(3, second.note(), second.previous(), second.hash()));
        assertThat(fault()).startsWith("Entry 2 does not follow");
    }

    @Test
    void anEndThatWasCutOffIsFound() {
        trail.entries.remove(5L);
        assertThat(fault()).isEqualTo("The chain ends with entry 4, and was written as far as 5: its end was cut off");
    }

    @Test
    void aLastEntryThatWasWrittenAnewIsFound() {
        trail.entries.put(
                5L,
                AuditEntry.of(5, note(5, "another why"), trail.entries.get(5L).previous()));
        assertThat(fault()).isEqualTo("Entry 5 is not the one that was written last");
    }

    @Test
    void aWholeChainThatWasWrittenAnewIsFoundByWhatSomebodyNoted() {
        var noted = new Head(4, trail.entries.get(4L).hash());
        var anew = new TreeMap<>(trail.entries);
        trail.entries.clear();
        trail.sources.clear();
        anew.values().forEach(it -> new AppendAudit(trail).append(note((int) it.number(), "a better why")));

        assertThat(verdict(null).intact()).isTrue();
        assertThat(verdict(noted).fault())
                .isEqualTo("There is no entry 4 with the hash that was noted: the chain was written anew");
    }
}
