package ai.kaleem.release.common.messaging;

import java.util.Objects;
import org.springframework.amqp.core.MessageProperties;

/**
 * What a replayed message says of where it first came from. It is put straight into its queue, by a user who may write to
 * any, so there its header is to be believed; whoever else writes it, it is not.
 */
final class Replays {

    /** The key it was first published with, by which the broker vouched for its sender. */
    private static final String KEY = "x-release-key";

    /** Tells one replay of a message from the next. */
    static final String NUMBER = "x-release-replay";

    private Replays() {}

    static void mark(MessageProperties properties, Parked parked, String number) {
        properties.setHeader(KEY, parked.routingKey());
        properties.setHeader(NUMBER, number);
    }

    /** Of a message as its consumer gets it. */
    static String keyOf(MessageProperties properties) {
        return "".equals(properties.getReceivedExchange()) ? first(properties) : received(properties);
    }

    /** Of a message in parking, which came out of that queue. Only what was replayed had the queue's name as its key. */
    static String keyOfParked(MessageProperties properties, String queue) {
        return queue.equals(received(properties)) ? first(properties) : received(properties);
    }

    private static String first(MessageProperties properties) {
        return properties.getHeader(KEY) instanceof String key ? key : received(properties);
    }

    private static String received(MessageProperties properties) {
        return Objects.requireNonNullElse(properties.getReceivedRoutingKey(), "");
    }
}
