package ai.kaleem.release.api.parking;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came out of the broker's parking.
 *
 * @param routingKey it was first published with
 * @param reason the broker's word
 * @param why nobody could take it and what to do, in words
 * @param headers and properties it came with
 * @param deaths newest first
 * @param replay which replay of it this is; empty where it was never replayed
 */
public record Letter(
        String messageId,
        String queue,
        String exchange,
        String routingKey,
        String reason,
        String why,
        byte[] body,
        Map<String, String> headers,
        List<Death> deaths,
        String replay) {

    /** Once or more that a queue gave it up, as the broker counts. */
    public record Death(
            String queue,
            String reason,
            String exchange,
            List<String> routingKeys,
            long count,
            @Nullable Instant time) {}

    @Override
    public String toString() {
        return "%s from %s, %d bytes".formatted(messageId, queue, body.length);
    }
}
