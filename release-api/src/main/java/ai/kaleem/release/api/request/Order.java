package ai.kaleem.release.api.request;

import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.common.contract.ReleaseType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A release as a person orders it.
 *
 * @param type null leaves it to the version: a pre-release is an RC, any other a REGULAR one
 * @param notBefore when it takes its turn at the earliest; null for as soon as it can
 */
public record Order(
        String app,
        String environment,
        @Nullable ReleaseType type,
        Wanted wanted,
        @Nullable String reason,
        @Nullable Instant notBefore) {

    /** As soon as it can. */
    public Order(String app, String environment, @Nullable ReleaseType type, Wanted wanted, @Nullable String reason) {
        this(app, environment, type, wanted, reason, null);
    }
}
