package ai.kaleem.release.api.audit;

import ai.kaleem.release.api.plan.Fingerprint;
import java.util.Arrays;

/**
 * A note in the chain.
 *
 * @param number from 1, without a gap
 * @param previous the hash of the entry before; of the first one {@link #BEGINNING}
 * @param hash SHA-256, lower-case hex, of the number, the note and {@code previous}
 */
public record AuditEntry(long number, AuditNote note, String previous, String hash) {

    /** Before the first. */
    public static final String BEGINNING = "0".repeat(64);

    static AuditEntry of(long number, AuditNote note, String previous) {
        return new AuditEntry(number, note, previous, hash(number, note, previous));
    }

    private static String hash(long number, AuditNote note, String previous) {
        return Fingerprint.of(Arrays.asList(number, note, previous));
    }

    /** Whether it says what it said when it was chained. */
    boolean isAsItWas() {
        return hash.equals(hash(number, note, previous));
    }
}
