package ai.kaleem.release.api.parking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message nobody could take.
 *
 * @param id under which it is kept: its own, unless another one has that already, or it does not fit an address
 * @param messageId its own, under which it is sent again
 * @param queue where it was when it was refused
 * @param routingKey it was first published with
 * @param reason the broker's word
 * @param why nobody could take it and what to do, in words
 * @param parkedAt when it was parked last
 * @param bytes of its body
 * @param replayedAt when it was last sent again; null before
 */
public record ParkedMessage(
        String id,
        String messageId,
        String queue,
        String exchange,
        String routingKey,
        String reason,
        String why,
        State state,
        Instant parkedAt,
        long bytes,
        @Nullable Instant replayedAt) {

    public enum State {
        PARKED,
        /** Somebody asked for it to be sent again; whether it was is not known yet, or never was. */
        REPLAYING,
        REPLAYED,
        DISCARDED
    }
}
