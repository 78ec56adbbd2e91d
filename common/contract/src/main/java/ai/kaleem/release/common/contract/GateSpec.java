package ai.kaleem.release.common.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One check. Exactly one of {@code run} and {@code http} is set.
 *
 * @param needs gates that must have passed first
 * @param timeout of one attempt; at its end the whole process tree is ended
 * @param retries how often an {@code ERRORED} attempt (ours, not the app's) is made again
 */
public record GateSpec(
        String name, @Nullable Command run, @Nullable Http http, List<String> needs, Duration timeout, int retries) {

    public GateSpec {
        if ((run == null) == (http == null)) {
            throw new IllegalArgumentException("Gate '%s' needs exactly one of run and http".formatted(name));
        }
    }

    /**
     * A process in the checked-out commit.
     *
     * @param argv program and arguments; no shell reads them
     * @param in folder below the checkout
     * @param environment values the plan sets; of gate-service's own environment only an allow-list is passed on
     */
    public record Command(List<String> argv, String in, Map<String, String> environment) {}

    /**
     * A GET of the running product.
     *
     * @param url absolute, or a path that is asked at the environment's {@code publish} address
     * @param status the status that passes
     * @param body a regular expression that must be found in the body; null asks for nothing
     * @param attempts how often before it fails
     */
    public record Http(String url, int status, @Nullable String body, int attempts, Duration every) {}
}
