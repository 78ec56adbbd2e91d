package ai.kaleem.release.api.parking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was done with a parked message.
 *
 * @param by the person, or the service itself
 * @param reason null where none was given
 */
public record Act(
        Deed deed, Instant at, String by, @Nullable String reason) {

    public enum Deed {
        PARKED,
        REPLAY_ASKED,
        REPLAYED,
        REPLAY_FAILED,
        DISCARDED
    }
}
