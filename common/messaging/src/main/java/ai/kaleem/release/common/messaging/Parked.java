package ai.kaleem.release.common.messaging;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that nobody could take, as the broker parked it.
 *
 * @param routingKey the key it was first published with, also where it was replayed since
 * @param queue the queue that rejected it, to which a replay goes
 * @param reason the broker's word: {@code rejected}, {@code delivery_limit}, ...
 * @param headers and properties it came with, as text, long ones cut
 * @param deaths newest first
 */
public record Parked(
        String messageId,
        String queue,
        String exchange,
        String routingKey,
        String reason,
        byte[] body,
        Map<String, String> headers,
        List<Death> deaths) {

    /**
     * Once or more that a queue gave it up, as the broker counts. A message may come with some that its sender made up.
     *
     * @param time of the first one; null where none is told
     */
    public record Death(
            String queue,
            String reason,
            String exchange,
            List<String> routingKeys,
            long count,
            @Nullable Instant time) {}

    public Parked(String messageId, String queue, String exchange, String routingKey, String reason, byte[] body) {
        this(messageId, queue, exchange, routingKey, reason, body, Map.of(), List.of());
    }

    /** Which replay of the message this is; empty where it was never replayed. */
    public String replay() {
        return headers.getOrDefault(Replays.NUMBER, "");
    }

    /**
     * Why nobody could take it, as far as this version can tell from the message, and what to do: unreadable, of a newer
     * version, or readable and failed at its consumer, whose log says why.
     */
    public String inWords() {
        try {
            var type = Reading.of(body, routingKey).type();
            return switch (reason) {
                case "delivery_limit" ->
                    "The consumer of %s ended each time it had this %s. See its log, then replay it"
                            .formatted(queue, type);
                case "rejected" ->
                    "The consumer of %s could not take this %s. See its log, then replay it".formatted(queue, type);
                default -> "The broker took this %s out of %s (%s). Replay it".formatted(type, queue, reason);
            };
        } catch (UnreadableMessage e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parked it && messageId.equals(it.messageId) && Arrays.equals(body, it.body);
    }

    @Override
    public int hashCode() {
        return messageId.hashCode();
    }

    @Override
    public String toString() {
        return "Parked[%s from %s, %d bytes, %s]".formatted(messageId, queue, body.length, reason);
    }
}
