package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpecBuilder;
import ai.kaleem.release.common.contract.ImageBuild;
import ai.kaleem.release.common.contract.ImagePush;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the image of a service is made of the commit that is released.
 *
 * @param context folder below the repository's own
 * @param dockerfile path below the context
 * @param target the stage that is built; null for the last
 * @param timeout of the build, and of sending what was built
 */
public record ServiceBuild(
        String context, String dockerfile, @Nullable String target, Map<String, String> arguments, Duration timeout) {

    /** What is ours, such as an engine or a registry that is away, is tried again so often. */
    private static final int RETRIES = 2;

    static String buildOf(String service) {
        return "build-%s".formatted(service);
    }

    static String pushOf(String service) {
        return "push-%s".formatted(service);
    }

    /** @param image the name it gets, with a tag */
    GateSpec build(String service, String image) {
        return gate(buildOf(service))
                .imageBuild(new ImageBuild(image, context, dockerfile, target, arguments))
                .build();
    }

    /**
     * @param services that run the image
     * @param checks all that has to pass before anybody else may have it
     */
    GateSpec push(String service, String image, List<String> services, List<String> checks) {
        return gate(pushOf(service))
                .needs(Stream.concat(Stream.of(buildOf(service)), checks.stream())
                        .toList())
                .imagePush(new ImagePush(image, services))
                .build();
    }

    private GateSpecBuilder gate(String name) {
        return GateSpecBuilder.builder().name(name).timeout(timeout).retries(RETRIES);
    }
}
