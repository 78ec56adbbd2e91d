package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A container of ours as the host sees it now.
 *
 * @param imageId {@code sha256:..} of the image it was made from
 * @param restarts how often the engine started it again after it had ended by itself
 * @param exitCode of the last end; null where it never ended
 * @param address at which this host reaches it; null while it does not run
 * @param startedAt null where it never ran
 */
public record ContainerState(
        String name,
        Place place,
        String service,
        DeploymentId deployment,
        ReleaseId release,
        String version,
        String imageId,
        boolean running,
        Health health,
        int restarts,
        @Nullable Integer exitCode,
        @Nullable String address,
        @Nullable Instant startedAt) {

    /** What Docker's own healthcheck says. */
    public enum Health {
        /** The image has no healthcheck. */
        NONE,
        STARTING,
        HEALTHY,
        UNHEALTHY
    }
}
