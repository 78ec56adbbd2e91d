package ai.kaleem.release.common.messaging;

import java.util.Arrays;

/**
 * A message that nobody could take, as the broker parked it.
 *
 * @param queue the queue that rejected it, to which a replay goes
 * @param reason the broker's word: {@code rejected}, {@code delivery_limit}, ...
 */
public record Parked(String messageId, String queue, String exchange, String routingKey, String reason, byte[] body) {

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
