package ai.kaleem.release.common.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitOperations;

/**
 * Sends, and knows whether it arrived: a message counts as published when the broker confirmed it <em>and</em> did not
 * return it. An unroutable message is confirmed too, so both are asked.
 */
public final class Publisher {

    /**
     * A quorum queue of RabbitMQ 4 keeps what has 5 or more apart, and gives two of those for one of the rest, so that a
     * fact of ours passes by whatever others poured in before it. Older brokers leave it out of account.
     */
    private static final int FACT_PRIORITY = 5;

    private final RabbitOperations rabbit;
    private final Duration patience;
    private final Supplier<Optional<String>> blocked;

    /** @param patience how long a confirm may take */
    public Publisher(RabbitOperations rabbit, Duration patience) {
        this(rabbit, patience, Optional::empty);
    }

    /** @param blocked why the broker takes no messages now; what is sent to it then may wait without end in a socket */
    Publisher(RabbitOperations rabbit, Duration patience, Supplier<Optional<String>> blocked) {
        this.rabbit = rabbit;
        this.patience = patience;
        this.blocked = blocked;
    }

    /** @throws NotPublished where the broker is away, refuses it, or no queue takes it */
    public void publish(Outgoing message) {
        await(message, send(message.exchange(), message.routingKey(), amqp(message), message.id()));
    }

    /**
     * Sends in order, over one channel since channels overtake each other, then waits for the confirms.
     *
     * @return how many from the start of the list are published; those after it may be or not
     * @throws NotPublished where not even the first is
     * @throws BrokerAway where none can be
     */
    int publishInOrder(List<Outgoing> messages) {
        var confirms = sendInOrder(messages);
        for (int i = 0; i < confirms.size(); i++) {
            try {
                await(messages.get(i), confirms.get(i));
            } catch (NotPublished e) {
                if (i == 0) {
                    throw e;
                }
                return i;
            }
        }
        return confirms.size();
    }

    private List<CorrelationData> sendInOrder(List<Outgoing> messages) {
        requireUnblocked();
        try {
            var confirms = rabbit.invoke(channel -> messages.stream()
                    .map(message -> {
                        var confirm = new CorrelationData(message.id());
                        channel.send(message.exchange(), message.routingKey(), amqp(message), confirm);
                        return confirm;
                    })
                    .toList());
            return confirms == null ? List.of() : confirms;
        } catch (AmqpException e) {
            throw new BrokerAway("The broker cannot be reached: %s".formatted(e.getMessage()), e);
        }
    }

    /**
     * Puts a parked message back into the queue it was parked from, as the same bytes under the same id. Its consumer is
     * told the key it first came with.
     *
     * @param number of this replay, none other of the message has it; comes back with the message where it is parked again
     * @throws NotPublished where the queue is gone
     */
    public void replay(Parked parked, String number) {
        var id = parked.messageId();
        var message = amqp(id, parked.body());
        Replays.mark(message.getMessageProperties(), parked, number);
        await("queue %s".formatted(parked.queue()), id, send("", parked.queue(), message, id));
    }

    private CorrelationData send(String exchange, String key, Message message, String id) {
        requireUnblocked();
        var confirm = new CorrelationData(id);
        try {
            rabbit.send(exchange, key, message, confirm);
            return confirm;
        } catch (AmqpException e) {
            throw new BrokerAway("The broker cannot be reached: %s".formatted(e.getMessage()), e);
        }
    }

    private void requireUnblocked() {
        blocked.get().ifPresent(why -> {
            throw new BrokerAway("The broker takes no messages now: %s".formatted(why));
        });
    }

    private static Message amqp(Outgoing message) {
        var amqp = amqp(message.id(), message.body().getBytes(StandardCharsets.UTF_8));
        // Nothing else: what was published before an upgrade would be overtaken, which the order of a story does not
        // bear.
        if (message.exchange().equals(Topology.FACTS)) {
            amqp.getMessageProperties().setPriority(FACT_PRIORITY);
        }
        return amqp;
    }

    private static Message amqp(String id, byte[] body) {
        return MessageBuilder.withBody(body)
                .setContentType(Envelopes.CONTENT_TYPE)
                .setMessageId(id)
                .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
                .build();
    }

    private void await(Outgoing message, CorrelationData confirm) {
        await("%s with key %s".formatted(message.exchange(), message.routingKey()), message.id(), confirm);
    }

    private void await(String target, String id, CorrelationData data) {
        try {
            var confirm = data.getFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!confirm.ack()) {
                throw new NotPublished(
                        "The broker refused message %s for %s: %s".formatted(id, target, confirm.reason()));
            }
            if (data.getReturned() != null) {
                throw new NotPublished("No queue takes message %s for %s".formatted(id, target));
            }
        } catch (TimeoutException e) {
            throw new NotPublished("Message %s for %s was not confirmed within %s".formatted(id, target, patience), e);
        } catch (ExecutionException e) {
            throw new NotPublished("Message %s for %s was not confirmed".formatted(id, target), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotPublished("Interrupted before message %s for %s was confirmed".formatted(id, target), e);
        }
    }
}
