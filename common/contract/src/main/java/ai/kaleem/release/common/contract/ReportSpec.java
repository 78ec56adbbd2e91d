package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a gate's program leaves for its verdict, and what that must say. Read when the program has ended.
 *
 * @param files below the gate's folder, named as in a {@code .gitignore}; null for what the program printed
 * @param threshold the least severity that fails, in the format's own words; null for the format's own choice. Where one is
 *     given it decides, and exit 1 alone is no failure
 * @param minimum the least share of lines that has to be covered, 0 to 1; null asks for none
 */
public record ReportSpec(
        Format format,
        @Nullable String files,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String threshold,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double minimum) {

    public enum Format {
        /** JUnit XML: Surefire, Gradle, jest-junit, pytest and others. */
        JUNIT,
        /** ESLint's JSON. */
        ESLINT,
        /** SARIF 2.1; thresholds {@code note}, {@code warning} and {@code error}, which is the usual one. */
        SARIF,
        /** {@code npm audit --json}; thresholds {@code info}, {@code low}, {@code moderate}, {@code high}, {@code critical}. */
        NPM_AUDIT,
        /** {@code lcov.info}. */
        LCOV,
        /** Istanbul's {@code json-summary}. */
        COVERAGE,
        /** What {@code tsc} says, pretty or not. */
        TYPESCRIPT
    }
}
