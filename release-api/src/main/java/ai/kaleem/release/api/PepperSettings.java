package ai.kaleem.release.api;

import ai.kaleem.release.api.access.Pepper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * The key of the tokens that are given out.
 *
 * @param pepperFile a file that holds the {@link Pepper}; null where none are given out
 */
@ConfigurationProperties("kaleem.api")
record PepperSettings(@Nullable Path pepperFile) {

    /** @throws Unusable where it is named, and there is none in it */
    @Nullable Pepper pepper() {
        if (pepperFile == null) {
            return null;
        }
        try {
            return new Pepper(Files.readString(pepperFile).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new Unusable("kaleem.api.pepper-file %s is of no use: %s".formatted(pepperFile, e));
        }
    }

    /** Without it every token that was given out would be refused, which nobody would know the reason of. */
    static final class Unusable extends RuntimeException {

        Unusable(String message) {
            super(message);
        }
    }

    /** Says it in two lines where Spring would show a stack. */
    static final class Analyzer extends AbstractFailureAnalyzer<Unusable> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, Unusable cause) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Put the file back from where you keep your secrets; a new one, of openssl rand -base64 32, ends all tokens"
                            + " that were given out.",
                    cause);
        }
    }
}
