package ai.kaleem.release.agent.deploy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a service answered nobody, because only one of it may run.
 *
 * @param until null while it lasts
 */
public record Gap(Instant since, @Nullable Instant until) {

    Duration lasted() {
        return until == null ? Duration.ZERO : Duration.between(since, until);
    }
}
