package ai.kaleem.release.common.messaging;

import java.util.Arrays;

/**
 * A message that nobody could take, as the broker parked it.
 *
 * @param queue the queue that rejected it, to which a replay goes
 * @param reason the broker's word: {@code rejected}, {@code delivery_limit}, ...
 */
public record Parked(String messageId, String queue, String exchange, String routingKey, String reason, byte[] body) {

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
