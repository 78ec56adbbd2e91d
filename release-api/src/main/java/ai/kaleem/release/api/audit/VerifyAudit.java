package ai.kaleem.release.api.audit;

import ai.kaleem.release.api.audit.AuditTrail.Head;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the whole chain and says whether it is as it was written. */
public final class VerifyAudit {

    private final AuditTrail trail;

    public VerifyAudit(AuditTrail trail) {
        this.trail = trail;
    }

    /**
     * @param entries how many were read
     * @param last the end of the chain: noted elsewhere now and then, it also finds a chain that was written anew as a whole
     * @param fault the first thing that is not as it was written; null where all is
     */
    public record Verdict(
            boolean intact,
            long entries,
            @Nullable Head last,
            @Nullable String fault) {}

    /** @param noted an end of the chain that somebody noted; null for none */
    public Verdict verify(@Nullable Head noted) {
        var reading = new Reading(noted);
        trail.each(reading::read);
        return reading.verdict(trail.head());
    }

    private static final class Reading {

        private final @Nullable Head noted;
        private long entries;
        private Head last = new Head(0, AuditEntry.BEGINNING);
        private boolean sawNoted;
        private @Nullable String fault;

        Reading(@Nullable Head noted) {
            this.noted = noted;
        }

        void read(AuditEntry entry) {
            entries++;
            if (fault != null) {
                return;
            }
            if (entry.number() != last.number() + 1) {
                fault = "Entry %d follows entry %d: what was between is gone".formatted(entry.number(), last.number());
            } else if (!entry.previous().equals(last.hash())) {
                fault = "Entry %d does not follow the entry %d that is there: one of them was put in the other's place"
                        .formatted(entry.number(), last.number());
            } else if (!entry.isAsItWas()) {
                fault = "Entry %d says something else than when it was written".formatted(entry.number());
            } else {
                last = new Head(entry.number(), entry.hash());
                sawNoted |= last.equals(noted);
            }
        }

        Verdict verdict(Optional<Head> head) {
            var end = head.orElse(new Head(0, AuditEntry.BEGINNING));
            // The head is moved after the entry, so it may be one behind.
            if (fault == null && end.number() > last.number()) {
                fault = "The chain ends with entry %d, and was written as far as %d: its end was cut off"
                        .formatted(last.number(), end.number());
            }
            if (fault == null && end.number() == last.number() && !end.hash().equals(last.hash())) {
                fault = "Entry %d is not the one that was written last".formatted(last.number());
            }
            if (fault == null && noted != null && !sawNoted) {
                fault = "There is no entry %d with the hash that was noted: the chain was written anew"
                        .formatted(noted.number());
            }
            return new Verdict(fault == null, entries, last.number() == 0 ? null : last, fault);
        }
    }
}
