package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What of a release never changes.
 *
 * @param reason why it was asked for
 * @param link to the release, at the operator's address
 */
public record Origin(
        ReleaseId id,
        String app,
        String version,
        ReleaseType type,
        String requestedBy,
        Instant requestedAt,
        @Nullable String reason,
        String link) {

    static Origin of(NewRelease wanted, String link, Instant now) {
        var plan = wanted.plan();
        return new Origin(
                wanted.id(),
                plan.app(),
                plan.version(),
                wanted.type(),
                wanted.requestedBy(),
                now,
                wanted.reason(),
                link);
    }
}
