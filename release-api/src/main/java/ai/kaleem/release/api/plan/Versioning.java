package ai.kaleem.release.api.plan;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How versions are written.
 *
 * @param tagPrefix what stands before the version in a git tag; may be empty
 * @param initial the first version
 * @param imageTag how an image of the version is tagged
 * @param isTagged whether a release's commit gets the tag of its version when it has succeeded
 * @param beforeOne how loud a change is below 1.0.0; null where it is as loud as above
 */
public record Versioning(
        String tagPrefix,
        String initial,
        ImageTag imageTag,
        @Nullable BeforeOne beforeOne,
        boolean isTagged) {

    /** A <a href="https://semver.org">semantic version</a>; build metadata is left out, as an image tag cannot carry its {@code +}. */
    private static final Pattern VERSION = Pattern.compile("(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})"
            + "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?");

    /**
     * Below 1.0.0 anything may change at any time (SemVer 2.0.0, 4).
     *
     * @param breakingIsMinor whether a breaking change makes 0.5.0 of 0.4.2, and not 1.0.0
     * @param featureIsPatch whether a feature makes 0.4.3 of 0.4.2, and not 0.5.0
     */
    public record BeforeOne(boolean breakingIsMinor, boolean featureIsPatch) {}

    /** Whether images carry {@code 1.4.0} or, like the git tag, {@code v1.4.0}. */
    public enum ImageTag {
        VERSION,
        TAG
    }

    public static boolean isVersion(String text) {
        return text.length() <= 100 && VERSION.matcher(text).matches();
    }

    /** {@code 1.4.0} of {@code 1.4.0-rc.2}; empty of what is no pre-release. */
    public static Optional<String> finalOf(String version) {
        var dash = version.indexOf('-');
        return dash < 0 ? Optional.empty() : Optional.of(version.substring(0, dash));
    }

    /** The version that a git tag names, with or without {@code refs/tags/}; empty where it names none. */
    public Optional<String> versionOf(String ref) {
        var tag = ref.startsWith("refs/tags/") ? ref.substring("refs/tags/".length()) : ref;
        if (!tag.startsWith(tagPrefix)) {
            return Optional.empty();
        }
        var version = tag.substring(tagPrefix.length());
        return isVersion(version) ? Optional.of(version) : Optional.empty();
    }

    String tagOf(String version) {
        return tagPrefix + version;
    }

    String imageTagOf(String version) {
        return switch (imageTag) {
            case VERSION -> version;
            case TAG -> tagOf(version);
        };
    }
}
