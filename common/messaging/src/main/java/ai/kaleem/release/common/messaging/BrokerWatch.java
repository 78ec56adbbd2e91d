package ai.kaleem.release.common.messaging;

import com.rabbitmq.client.BlockedListener;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

/**
 * The broker as this service sees it. Says once, an outage, what is wrong: which broker cannot be reached and where it was
 * looked for, or why it takes no messages; and when all is well again.
 */
public final class BrokerWatch implements ConnectionListener {

    private static final Logger log = LoggerFactory.getLogger(BrokerWatch.class);

    private final ConnectionFactory connections;
    private final AtomicBoolean missed = new AtomicBoolean();
    private final Map<Connection, String> blocked = new ConcurrentHashMap<>();

    BrokerWatch(ConnectionFactory connections) {
        this.connections = connections;
    }

    /** In words, for anybody who asks whether this service is ready; null where nothing is wrong. */
    public @Nullable String trouble() {
        if (missed.get()) {
            return "RabbitMQ cannot be reached. Messages wait in the outbox; the log says where it was looked for";
        }
        return blocked()
                .map(
                        "RabbitMQ takes no messages (%s). They wait in the outbox and go out when its alarm ends"
                                ::formatted)
                .orElse(null);
    }

    /** Why the broker takes no messages now, in its own words; empty where it does. */
    Optional<String> blocked() {
        // Nobody says of a connection that was cut off while it was blocked that it is blocked no more.
        blocked.keySet().removeIf(it -> !it.isOpen());
        return blocked.values().stream().findAny();
    }

    @Override
    public void onCreate(@Nullable Connection connection) {
        if (missed.getAndSet(false)) {
            log.info("RabbitMQ at {}:{} is there", connections.getHost(), connections.getPort());
        }
        if (connection != null) {
            // The same object stands for the connection after a broken one.
            blocked.remove(connection);
            connection.addBlockedListener(new Alarm(connection));
        }
    }

    @Override
    public void onClose(Connection connection) {
        blocked.remove(connection);
    }

    @Override
    public void onFailed(Exception failure) {
        if (!missed.getAndSet(true)) {
            log.warn(
                    "RabbitMQ at {}:{} cannot be reached ({}). Waiting for it; messages stay in the outbox. "
                            + "RABBITMQ_URL says where to look",
                    connections.getHost(),
                    connections.getPort(),
                    failure.getMessage());
        }
    }

    /** The broker tells it to a connection that publishes, while its disk or its memory is short. */
    private final class Alarm implements BlockedListener {

        private final Connection connection;

        Alarm(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void handleBlocked(String reason) {
            if (blocked.put(connection, reason) == null) {
                log.warn("RabbitMQ takes no messages ({}); they wait in the outbox. It still delivers", reason);
            }
        }

        @Override
        public void handleUnblocked() {
            if (blocked.remove(connection) != null) {
                log.info("RabbitMQ takes messages again");
            }
        }
    }
}
