package ai.kaleem.release.common.messaging;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

/** Says, once an outage, which broker cannot be reached and where it was looked for, and when it is there again. */
final class BrokerWatch implements ConnectionListener {

    private static final Logger log = LoggerFactory.getLogger(BrokerWatch.class);

    private final ConnectionFactory connections;
    private final AtomicBoolean missed = new AtomicBoolean();

    BrokerWatch(ConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public void onCreate(@Nullable Connection connection) {
        if (missed.getAndSet(false)) {
            log.info("RabbitMQ at {}:{} is there", connections.getHost(), connections.getPort());
        }
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
}
