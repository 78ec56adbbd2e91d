package ai.kaleem.release.common.contract;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A number that Prometheus knows, and what it must not be. No answer, and one that is no single number, says nothing.
 *
 * @param name by which it is reported
 * @param url of the Prometheus server, {@code http://127.0.0.1:9090}
 * @param query that comes to one number; {@code {{canary.SERVICE}}} and {@code {{baseline.SERVICE}}} in it are the containers
 *     of the new version and of the one before, {@code {{version}}} is the new version
 * @param max what it must not be above; null where it has a {@code min}
 * @param min what it must not be below; null where it has a {@code max}
 * @param lasts how long it has to be so, without a break, before it counts
 */
public record PrometheusCheck(
        String name,
        String url,
        String query,
        @Nullable Double max,
        @Nullable Double min,
        Duration lasts) {

    public PrometheusCheck {
        if ((max == null) == (min == null)) {
            throw new IllegalArgumentException("Query '%s' has either a max or a min".formatted(name));
        }
    }

    /** Whether it is on the wrong side of the limit. */
    public boolean isBroken(double value) {
        return max != null ? value > max : min != null && value < min;
    }
}
