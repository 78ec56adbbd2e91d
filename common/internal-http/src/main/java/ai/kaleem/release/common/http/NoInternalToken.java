package ai.kaleem.release.common.http;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A service that others ask does not start without the token they bring; the message says what to do. */
final class NoInternalToken extends RuntimeException {

    NoInternalToken(String message) {
        super(message);
    }

    NoInternalToken(String message, Throwable cause) {
        super(message, cause);
    }

    /** Shows the sentence instead of a stack. */
    static final class Analyzer extends AbstractFailureAnalyzer<NoInternalToken> {

        @Override
        protected @Nullable FailureAnalysis analyze(Throwable root, NoInternalToken cause) {
            return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
        }
    }
}
