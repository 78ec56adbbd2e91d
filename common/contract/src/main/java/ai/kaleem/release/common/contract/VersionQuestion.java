package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks gate-service which version a ref would be.
 *
 * @param repository {@code https://..} or {@code file://..}
 * @param ref branch, tag or commit
 * @param tagPrefix what stands before a version in a git tag; may be empty
 * @param initial the first version
 * @param candidate whether a release candidate is wanted, {@code 1.4.0-rc.1}, and not a final version
 * @param bumpMinorPreMajor whether below 1.0.0 a breaking change is a minor one
 * @param bumpPatchForMinorPreMajor whether below 1.0.0 a feature is a patch
 * @param taken versions that were given before, whatever became of them, beside those that tags name
 * @param without a version whose own tag does not count, as when it is asked what that version brings; null for none
 */
public record VersionQuestion(
        String repository,
        String ref,
        String tagPrefix,
        String initial,
        boolean candidate,
        boolean bumpMinorPreMajor,
        boolean bumpPatchForMinorPreMajor,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<String> taken,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String without) {

    /** An older release-api names none. */
    public VersionQuestion {
        taken = taken == null ? Set.of() : taken;
    }

    /** Every tag counts. */
    public VersionQuestion(
            String repository,
            String ref,
            String tagPrefix,
            String initial,
            boolean candidate,
            boolean bumpMinorPreMajor,
            boolean bumpPatchForMinorPreMajor,
            Set<String> taken) {
        this(repository, ref, tagPrefix, initial, candidate, bumpMinorPreMajor, bumpPatchForMinorPreMajor, taken, null);
    }
}
