package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import org.jspecify.annotations.Nullable;

/**
 * A release that is to be tried again.
 *
 * @param id chosen by the caller, so that the same request made again is the same deployment
 * @param environment where it was tried
 */
public record WantedRetry(
        DeploymentId id,
        ReleaseId release,
        String environment,
        String requestedBy,
        @Nullable String reason) {}
