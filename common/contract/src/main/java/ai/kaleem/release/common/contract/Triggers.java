package ai.kaleem.release.common.contract;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What takes a new version back after the switch, until its bake is over. That its health does not answer always does.
 *
 * @param errors the share of requests that fail, from 0 to 1, above which it goes back ...
 * @param errorsFor ... once that has lasted so long
 * @param latency what 95 percent of the requests must stay below, or it goes back ...
 * @param latencyFor ... once that has lasted so long
 * @param restarts so many restarts and kills for lack of memory, at least 1
 * @param dependencies whether a datastore of the plan that is lost takes it back
 * @param prometheus limits of more numbers; null where there are none
 */
public record Triggers(
        double errors,
        Duration errorsFor,
        Duration latency,
        Duration latencyFor,
        int restarts,
        boolean dependencies,
        @Nullable List<PrometheusCheck> prometheus) {

    public Triggers(
            double errors,
            Duration errorsFor,
            Duration latency,
            Duration latencyFor,
            int restarts,
            boolean dependencies) {
        this(errors, errorsFor, latency, latencyFor, restarts, dependencies, null);
    }

    public List<PrometheusCheck> checks() {
        return prometheus == null ? List.of() : prometheus;
    }

    public static final Triggers DEFAULT =
            new Triggers(0.05, Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofMinutes(1), 1, true);
}
