package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.oracle.Ledger;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/** One more listener to the story, with a durable queue of its own: what reaches it was told, what does not was not. */
final class StoryWitness implements AutoCloseable {

    static final String QUEUE = "release.witness.v1";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConnectionFactory broker = new ConnectionFactory();
    private final Ledger ledger;
    private volatile boolean open = true;

    StoryWitness(int port, String password, Ledger ledger) {
        this.ledger = ledger;
        broker.setHost("127.0.0.1");
        broker.setPort(port);
        broker.setUsername("release-api");
        broker.setPassword(password);
        broker.setAutomaticRecoveryEnabled(false);
        broker.setConnectionTimeout(5000);
        declare();
        Thread.ofPlatform().daemon().name("story-witness").start(this::listen);
    }

    private void declare() {
        try (var connection = broker.newConnection();
                var channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
            channel.queueBind(QUEUE, "release.events", "#");
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("the story cannot be heard", e);
        }
    }

    private void listen() {
        while (open) {
            try (var connection = broker.newConnection();
                    var channel = connection.createChannel()) {
                channel.basicQos(50);
                channel.basicConsume(QUEUE, false, (tag, delivery) -> note(channel, delivery), tag -> {});
                while (open && channel.isOpen()) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
            } catch (IOException | TimeoutException | RuntimeException e) {
                // The broker is one of those that are killed.
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            }
        }
    }

    private void note(Channel channel, Delivery delivery) throws IOException {
        var envelope = JSON.readTree(delivery.getBody());
        var told = envelope.path("data");
        var event = told.path("event");
        ledger.append(
                "story",
                "told",
                Map.of(
                        "id", envelope.path("id").asString(),
                        "type", event.path("type").asString(),
                        "release", told.path("releaseId").asString(),
                        "number", told.path("number").asLong(),
                        "deployment", event.path("deploymentId").asString(),
                        "state", told.path("standing").path("state").asString(),
                        "happened", Instant.parse(event.path("at").asString()).toEpochMilli()));
        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
    }

    @Override
    public void close() {
        open = false;
    }
}
