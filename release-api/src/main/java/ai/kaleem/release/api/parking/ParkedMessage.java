package ai.kaleem.release.api.parking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message nobody could take.
 *
 * @param id its own, under which it is sent again
 * @param queue where it was when it was refused
 * @param body as it came; what is no UTF-8 shows as replacement characters
 * @param replayedAt when it was last sent again; null before
 */
public record ParkedMessage(
        String id,
        String queue,
        String exchange,
        String routingKey,
        String reason,
        Instant parkedAt,
        String body,
        @Nullable Instant replayedAt) {}
