package ai.kaleem.release.api.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to stand in the audit trail.
 *
 * @param source from which it comes; of each there is one entry, however often it is told
 * @param at to the millisecond
 * @param who a token's name, {@code policy}, or {@code kaleem-release} of what it does by itself
 * @param from the address somebody asked from; null of what nobody asked for over HTTP
 * @param subject what it is about, for example {@code kaleem production 1.4.0 <release id>}
 */
public record AuditNote(
        String source,
        Instant at,
        String who,
        @Nullable String from,
        String what,
        String subject,
        @Nullable String why) {}
