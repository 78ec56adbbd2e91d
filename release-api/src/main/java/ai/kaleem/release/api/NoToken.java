package ai.kaleem.release.api;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Without a token nobody could be let in, and an API that lets everybody in is not started. */
final class NoToken extends RuntimeException {

    NoToken(String message) {
        super(message);
    }

    /** Says it in two lines where Spring would show a stack. */
    static final class Analyzer extends AbstractFailureAnalyzer<NoToken> {

        private static final String ACTION = """
                Make a token and give release-api its hash:
                    TOKEN="krl_$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')"
                    printf 'sha256:%s' "$(printf %s "$TOKEN" | sha256sum | cut -d' ' -f1)" > token.sha256
                then start it with KALEEM_API_TOKEN_HASH_FILE=/path/to/token.sha256 (./quickstart does all of this).""";

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, NoToken cause) {
            return new FailureAnalysis("release-api has no token: %s.".formatted(cause.getMessage()), ACTION, cause);
        }
    }
}
