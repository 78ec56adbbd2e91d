package ai.kaleem.release.api.release;

import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A release as it is asked for.
 *
 * @param id chosen by the caller, so that the same request made again is the same release
 * @param plan resolved for the wanted environment; it carries app, version, images and source
 * @param kind a release of something new, or the adoption of what runs
 * @param notBefore when it takes its turn at the earliest; null for as soon as it can
 * @param passed what the release candidate was that this is the final version of: it was checked; null for all else
 * @param refGiven whether the caller named a ref, which then has to exist even where no gate needs the source
 */
public record NewRelease(
        ReleaseId id,
        ResolvedPlan plan,
        ReleaseType type,
        Kind kind,
        boolean refGiven,
        String requestedBy,
        @Nullable String reason,
        @Nullable Instant notBefore,
        @Nullable Passed passed) {

    /** Something new. */
    public NewRelease(
            ReleaseId id,
            ResolvedPlan plan,
            ReleaseType type,
            boolean refGiven,
            String requestedBy,
            @Nullable String reason) {
        this(id, plan, type, Kind.RELEASE, refGiven, requestedBy, reason, null, null);
    }

    /** The same for later. */
    public NewRelease notBefore(@Nullable Instant moment) {
        return new NewRelease(id, plan, type, kind, refGiven, requestedBy, reason, moment, passed);
    }
}
