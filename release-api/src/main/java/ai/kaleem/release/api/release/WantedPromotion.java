package ai.kaleem.release.api.release;

import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A promotion as it is asked for.
 *
 * @param id chosen by the caller, so that the same request made again is the same deployment
 * @param plan resolved for the environment it comes to, with the images that passed
 * @param soak how long ago it has to have passed
 */
public record WantedPromotion(
        DeploymentId id,
        ReleaseId release,
        ResolvedPlan plan,
        Passed passed,
        Duration soak,
        String requestedBy,
        @Nullable String reason) {}
