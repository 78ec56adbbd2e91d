package ai.kaleem.release.api.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request names to be released. At least one is given.
 *
 * @param version without the tag prefix
 * @param ref branch, tag or commit; alone it is the tag of a version, or the version is computed from its commits
 * @param images by service; a version is needed with them
 */
public record Wanted(@Nullable String version, @Nullable String ref, Map<String, String> images) {

    /** Whether nothing says which version it is to be, so that the commits have to. */
    public boolean asksForVersion(Versioning versioning) {
        return version == null
                && images.isEmpty()
                && ref != null
                && versioning.versionOf(ref).isEmpty();
    }

    /** The same as that version of that commit. */
    public Wanted as(String computed, String commit) {
        return new Wanted(computed, commit, images);
    }

    public static Wanted version(String version) {
        return new Wanted(version, null, Map.of());
    }
}
