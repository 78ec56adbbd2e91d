package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image that is built from the checked-out commit, by the engine that gate-service works with.
 *
 * @param image the name it gets, with a tag
 * @param context the folder of the commit that the build may read
 * @param dockerfile a path below the context
 * @param target the stage that is built; null for the last one
 * @param arguments values of the Dockerfile's {@code ARG}s; no secrets, as an image tells them to everybody
 */
public record ImageBuild(
        String image,
        String context,
        String dockerfile,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String target,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> arguments) {

    public ImageBuild {
        arguments = arguments == null ? Map.of() : arguments;
    }
}
