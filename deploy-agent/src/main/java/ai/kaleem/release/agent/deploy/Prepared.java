package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ImageRef;
import java.util.List;
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
 * @param configured what becomes of containers that stay; null where none is configured
 */
public record Prepared(
        Map<String, ImageRef> images,
        Map<String, String> containers,
        Map<String, String> envFiles,
        @Nullable DeploymentId before,
        @Nullable Map<String, Adopted> adopted,
        @Nullable List<Configured> configured) {

    /** Of a deployment that leaves every configuration as it is. */
    Prepared(
            Map<String, ImageRef> images,
            Map<String, String> containers,
            Map<String, String> envFiles,
            @Nullable DeploymentId before,
            @Nullable Map<String, Adopted> adopted) {
        this(images, containers, envFiles, before, adopted, null);
    }

    /** Of the containers that stay, those whose configuration changes. */
    List<Configured> configurations() {
        return configured == null
                ? List.of()
                : configured.stream().filter(Configured::changes).toList();
    }

    static final Prepared NOTHING = new Prepared(Map.of(), Map.of(), Map.of(), null, null);

    /** What was taken over from Docker Compose, by service. */
    Map<String, Adopted> takenOver() {
        return adopted == null ? Map.of() : adopted;
    }
}
