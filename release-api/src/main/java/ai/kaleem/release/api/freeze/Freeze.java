package ai.kaleem.release.api.freeze;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which nothing new is deployed to an environment.
 *
 * @param id by which a person's is ended; null of the plan's own, which a plan ends
 * @param zone in which people are told when it ends
 * @param by who declared it; null of the plan's own
 */
public record Freeze(
        @Nullable String id,
        String app,
        String environment,
        Instant from,
        Instant until,
        String zone,
        String reason,
        @Nullable String by) {

    boolean isOn(Instant moment) {
        return !moment.isBefore(from) && moment.isBefore(until);
    }
}
