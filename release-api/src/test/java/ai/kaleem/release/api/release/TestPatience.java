package ai.kaleem.release.api.release;

import java.time.Duration;

/** As the service waits by default. */
public record TestPatience() implements Patience {
    @Override
    public Duration begin() {
        return Duration.ofMinutes(15);
    }

    @Override
    public Duration report() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Duration silence() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Duration verification() {
        return Duration.ofMinutes(15);
    }
}
