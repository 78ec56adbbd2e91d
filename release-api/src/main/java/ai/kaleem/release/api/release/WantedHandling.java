package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about the release that runs in an environment, as it is asked for.
 *
 * @param id chosen by the caller, so that the same request made again is the same deployment
 * @param agent who serves the environment now
 * @param kind {@code PUT_RIGHT}, {@code GIVE_BACK}, {@code GIVE_BACK_DRY_RUN} or {@code CONFIGURATION_CHECK}
 */
public record WantedHandling(
        DeploymentId id,
        String app,
        String environment,
        String agent,
        Kind kind,
        String requestedBy,
        @Nullable String reason) {}
