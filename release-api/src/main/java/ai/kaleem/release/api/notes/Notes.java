package ai.kaleem.release.api.notes;

import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The notes of a release, by what its commits say of themselves.
 *
 * @param from the stable version before; null for the first one
 * @param commit the full hash
 * @param total how many commits there are since then
 * @param sections the breaking changes first; none where nothing was committed
 */
public record Notes(
        ReleaseId release,
        String app,
        String version,
        Instant at,
        @Nullable String from,
        String commit,
        int total,
        List<Section> sections) {

    /** In the order in which they are told. */
    public enum Kind {
        BREAKING,
        FEATURES,
        FIXES,
        PERFORMANCE,
        REVERTS,
        /** What nobody notices who uses the product. */
        INTERNAL,
        /** Of commits that say nothing of themselves. */
        OTHER;

        /** Whether those who use the product hear of it. */
        public boolean isPublic() {
            return switch (this) {
                case BREAKING, FEATURES, FIXES, PERFORMANCE -> true;
                case REVERTS, INTERNAL, OTHER -> false;
            };
        }
    }

    public record Section(Kind kind, List<Entry> entries) {}

    /**
     * @param text what the commit says in its first line, without type and scope; of a breaking change, what breaks
     * @param userNote what its author says to those who use the product; null for nothing
     * @param links to the commit first, where the repository's place is known
     */
    public record Entry(
            String hash,
            @Nullable String type,
            @Nullable String scope,
            String text,
            @Nullable String userNote,
            @Nullable String author,
            List<Link> links) {}

    /** @param label as it is shown, {@code 4f2c1d9} or {@code #12} */
    public record Link(String label, String url) {}
}
