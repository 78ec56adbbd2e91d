package ai.kaleem.release.common.messaging;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;

/** A message that the broker holds for this consumer until one of the three is said. */
record Delivery(Message message, @Nullable Channel open) {

    String id() {
        return String.valueOf(message.getMessageProperties().getMessageId());
    }

    void acknowledge() throws IOException {
        channel().basicAck(tag(), false);
    }

    /** The broker parks it. */
    void reject() throws IOException {
        channel().basicReject(tag(), false);
    }

    /** It goes back to its queue, for another consumer or a later life of this one. */
    void giveBack() throws IOException {
        channel().basicReject(tag(), true);
    }

    private long tag() {
        return message.getMessageProperties().getDeliveryTag();
    }

    private Channel channel() {
        if (open == null) {
            throw new IllegalStateException("A delivery without a channel");
        }
        return open;
    }
}
