package ai.kaleem.release.api.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request names to be released. At least one is given.
 *
 * @param version without the tag prefix
 * @param ref branch, tag or commit; alone it must be the tag of a version
 * @param images by service; a version is needed with them
 */
public record Wanted(@Nullable String version, @Nullable String ref, Map<String, String> images) {

    public static Wanted version(String version) {
        return new Wanted(version, null, Map.of());
    }
}
