package ai.kaleem.release.api.parking;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.parking.Act.Deed;
import ai.kaleem.release.api.parking.Letter.Death;
import ai.kaleem.release.api.parking.ParkedMessage.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every keeper of parked messages promises. */
public interface ParkedMessagesContract {

    Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    /** Without any. */
    ParkedMessages messages();

    static Letter letter(String id, String queue, byte[] body, String replay) {
        return new Letter(
                id,
                queue,
                "release.facts",
                "agent.failed.vps-1",
                "rejected",
                "No JSON",
                body,
                Map.of("a.$key", "value", "x-release-replay", replay),
                List.of(new Death(queue, "rejected", "release.facts", List.of("agent.failed.vps-1"), 1, AT)),
                replay);
    }

    private static Letter letter(String id, String body) {
        return letter(id, "q", body.getBytes(), "");
    }

    @Test
    default void isKeptAsItCame() {
        var all = messages();
        var letter = letter("01A", "{broken");
        assertThat(all.keep(letter, AT)).isEqualTo("01A");

        assertThat(all.find("01A")).get().satisfies(it -> {
            assertThat(it.messageId()).isEqualTo("01A");
            assertThat(it.state()).isEqualTo(State.PARKED);
            assertThat(it.parkedAt()).isEqualTo(AT);
            assertThat(it.bytes()).isEqualTo(7);
            assertThat(it.replayedAt()).isNull();
        });
        assertThat(all.letter("01A").orElseThrow()).usingRecursiveComparison().isEqualTo(letter);
        assertThat(all.trail("01A")).containsExactly(new Act(Deed.PARKED, AT, "release-api", "No JSON"));
        assertThat(all.find("01B")).isEmpty();
        assertThat(all.letter("01B")).isEmpty();
        assertThat(all.trail("01B")).isEmpty();
    }

    @Test
    default void broughtTwiceItIsKeptOnce() {
        var all = messages();
        all.keep(letter("01A", "{broken"), AT);
        all.move("01A", Set.of(State.PARKED), State.DISCARDED, act(Deed.DISCARDED));
        all.keep(letter("01A", "{broken"), AT.plusSeconds(5));

        assertThat(all.find("01A").orElseThrow().state()).isEqualTo(State.DISCARDED);
        assertThat(all.trail("01A")).extracting(Act::deed).containsExactly(Deed.PARKED, Deed.DISCARDED);
    }

    @Test
    default void whatComesBackAfterAReplayIsParkedAgain() {
        var all = messages();
        all.keep(letter("01A", "{broken"), AT);
        all.move("01A", Set.of(State.PARKED), State.REPLAYED, act(Deed.REPLAYED));
        var back = letter("01A", "q", "{broken".getBytes(), "01REPLAY");
        all.keep(back, AT.plusSeconds(5));
        all.keep(back, AT.plusSeconds(6));

        var now = all.find("01A").orElseThrow();
        assertThat(now.state()).isEqualTo(State.PARKED);
        assertThat(now.parkedAt()).isEqualTo(AT.plusSeconds(5));
        assertThat(now.replayedAt()).isEqualTo(AT.plusSeconds(1));
        assertThat(all.letter("01A").orElseThrow().replay()).isEqualTo("01REPLAY");
        assertThat(all.trail("01A")).extracting(Act::deed).containsExactly(Deed.PARKED, Deed.REPLAYED, Deed.PARKED);
    }

    @Test
    default void anotherMessageOfTheSameIdTakesNobodysPlace() {
        var all = messages();
        var first = all.keep(letter("01A", "{broken"), AT);
        var second = all.keep(letter("01A", "{broken too"), AT);
        var third = all.keep(letter("01A", "elsewhere", "{broken".getBytes(), ""), AT);

        assertThat(Set.of(first, second, third)).hasSize(3);
        assertThat(all.keep(letter("01A", "{broken too"), AT)).isEqualTo(second);
        assertThat(all.list(null, null, 10))
                .hasSize(3)
                .allSatisfy(it -> assertThat(it.messageId()).isEqualTo("01A"));
    }

    @Test
    default void anIdThatFitsNoAddressIsNotUsedForOne() {
        var all = messages();
        var id = all.keep(letter("../a b", "{broken"), AT);

        assertThat(id).matches("[A-Za-z0-9-]+");
        assertThat(all.find(id).orElseThrow().messageId()).isEqualTo("../a b");
    }

    @Test
    default void isListedNewestFirstPageByPage() {
        var all = messages();
        for (var id : List.of("01A", "01C", "01B")) {
            all.keep(letter(id, "{}"), AT);
        }
        all.move("01B", Set.of(State.PARKED), State.DISCARDED, act(Deed.DISCARDED));

        assertThat(all.list(null, null, 2)).extracting(ParkedMessage::id).containsExactly("01C", "01B");
        assertThat(all.list(null, "01B", 2)).extracting(ParkedMessage::id).containsExactly("01A");
        assertThat(all.list(State.PARKED, null, 9))
                .extracting(ParkedMessage::id)
                .containsExactly("01C", "01A");
    }

    @Test
    default void movesOnlyFromWhereItIsSaidToBe() {
        var all = messages();
        all.keep(letter("01A", "{}"), AT);

        assertThat(all.move("01A", Set.of(State.REPLAYING), State.REPLAYED, act(Deed.REPLAYED)))
                .isFalse();
        assertThat(all.move("01X", Set.of(State.PARKED), State.REPLAYED, act(Deed.REPLAYED)))
                .isFalse();
        assertThat(all.trail("01A")).hasSize(1);
        all.note("01A", act(Deed.REPLAYED));
        assertThat(all.find("01A").orElseThrow().state()).isEqualTo(State.PARKED);
        assertThat(all.trail("01A")).hasSize(2);
    }

    private static Act act(Deed deed) {
        return new Act(deed, AT.plusSeconds(1), "salma", "because");
    }
}
