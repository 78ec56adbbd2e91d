package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Restoration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about the release that runs in an environment, as it is asked for.
 *
 * @param id chosen by the caller, so that the same request made again is the same deployment
 * @param agent who serves the environment now
 * @param kind {@code PUT_RIGHT}, {@code GIVE_BACK}, {@code GIVE_BACK_DRY_RUN}, {@code CONFIGURATION_CHECK}, {@code RESTORE} or
 *     {@code RESTORE_DRY_RUN}
 * @param restorations what a restore brings back; empty for the others
 */
public record WantedHandling(
        DeploymentId id,
        String app,
        String environment,
        String agent,
        Kind kind,
        String requestedBy,
        @Nullable String reason,
        List<Restoration> restorations) {}
