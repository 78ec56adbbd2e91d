package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ImageRef;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What preflight settled for good.
 *
 * @param images by service, what really runs
 * @param containers by service, the container that is or becomes this version
 * @param envFiles by service, the hash of the copy; without those that have none
 * @param before the deployment that served when this one began; null where nothing did
 * @param adopted by service, what was taken over from Docker Compose, by this deployment or one before; null where nothing was
 */
public record Prepared(
        Map<String, ImageRef> images,
        Map<String, String> containers,
        Map<String, String> envFiles,
        @Nullable DeploymentId before,
        @Nullable Map<String, Adopted> adopted) {

    static final Prepared NOTHING = new Prepared(Map.of(), Map.of(), Map.of(), null, null);

    /** What was taken over from Docker Compose, by service. */
    Map<String, Adopted> takenOver() {
        return adopted == null ? Map.of() : adopted;
    }
}
