package ai.kaleem.release.system.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** Speaks to the broker with a service's password and without its code. */
final class Client implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Connection connection;
    private final Channel channel;

    Client(int port, String user, String password) {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setUsername(user);
        factory.setPassword(password);
        factory.setAutomaticRecoveryEnabled(false);
        try {
            connection = factory.newConnection();
            channel = connection.createChannel();
            channel.confirmSelect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    void publish(String exchange, String key, byte[] body) {
        publish(exchange, key, body, UUID.randomUUID().toString());
    }

    void publish(String exchange, String key, byte[] body, String id) {
        publish(exchange, key, body, properties(id).build());
    }

    /** As our services say a fact: it passes by what others poured in before it. */
    void tell(String key, byte[] body) {
        var properties = properties(UUID.randomUUID().toString()).priority(5).build();
        publish("release.facts", key, body, properties);
    }

    private static BasicProperties.Builder properties(String id) {
        return new BasicProperties.Builder().deliveryMode(2).messageId(id).contentType("application/cloudevents+json");
    }

    private void publish(String exchange, String key, byte[] body, BasicProperties properties) {
        try {
            channel.basicPublish(exchange, key, properties, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the broker has everything that was published so far. */
    void confirmed() {
        try {
            channel.waitForConfirmsOrDie(PATIENCE.toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    void unbind(String queue, String exchange, String key) {
        try {
            channel.queueUnbind(queue, exchange, key, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long waitingIn(String queue) {
        try {
            return channel.messageCount(queue);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A CloudEvent in words of its own. */
    static byte[] event(String id, String type, String subject, String data) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "deploy-agent", "type": "%s", "subject": "%s",
                 "time": "%s", "datacontenttype": "application/json", "data": %s}
                """.formatted(id, type, subject, Instant.now(), data).getBytes(StandardCharsets.UTF_8);
    }

    /** What an agent says every few seconds. */
    static byte[] beat(String agent) {
        return event(UUID.randomUUID().toString(), "agent.beat.v1", agent, beatOf(agent));
    }

    static String beatOf(String agent) {
        return """
                {"type": "agent.beat.v1", "agent": "%s", "at": "%s", "version": "0.1.0", "running": []}
                """.formatted(agent, Instant.now());
    }

    @Override
    public void close() {
        connection.abort(1_000);
    }
}
