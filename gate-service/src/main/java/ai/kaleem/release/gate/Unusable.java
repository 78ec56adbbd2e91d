package ai.kaleem.release.gate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** A setting that gate-service cannot start with; the message says which, and what to do. */
final class Unusable extends RuntimeException {

    Unusable(String message) {
        super(message);
    }

    Unusable(String message, Throwable cause) {
        super(message, cause);
    }

    /** Shows the sentence instead of a stack. */
    static final class Analyzer implements FailureAnalyzer {

        @Override
        public @Nullable FailureAnalysis analyze(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                var message = cause.getMessage();
                if (message != null && cause instanceof Unusable) {
                    return new FailureAnalysis(message, null, cause);
                }
            }
            return null;
        }
    }
}
