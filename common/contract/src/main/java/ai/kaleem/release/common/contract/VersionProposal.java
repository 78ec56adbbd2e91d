package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which version comes next by the <a href="https://www.conventionalcommits.org/en/v1.0.0/">Conventional Commits</a> since the
 * one before, and why.
 *
 * @param version null where no commit asks for one
 * @param from the version it follows; null where there is none yet
 * @param commit the full hash of the ref
 * @param reason in words
 * @param total how many commits there are since {@code from}
 * @param commits the newest of them, newest first, at most {@link #SHOWN}
 */
public record VersionProposal(
        @Nullable String version,
        @Nullable String from,
        String commit,
        String reason,
        int total,
        List<Commit> commits) {

    public static final int SHOWN = 500;

    /** What a change asks of the version. */
    public enum Bump {
        NONE,
        PATCH,
        MINOR,
        MAJOR
    }

    /**
     * @param type lower case, {@code feat}; null where the message is no conventional one
     * @param subject without type and scope, at most 200 characters
     * @param note why it does not ask for what its type would; null where it does
     * @param breakingNote what its footer {@code BREAKING CHANGE} says; null for none
     * @param userNote what its footer {@code user-note} says to those who use the product; null for none
     * @param references as they stand there, {@code #12} or {@code !34}; none of an older gate-service
     */
    public record Commit(
            String hash,
            @Nullable String type,
            @Nullable String scope,
            String subject,
            boolean breaking,
            Bump bump,
            @Nullable String note,
            @Nullable String author,
            Instant at,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String breakingNote,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String userNote,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> references) {

        public Commit {
            references = references == null ? List.of() : references;
        }
    }
}
