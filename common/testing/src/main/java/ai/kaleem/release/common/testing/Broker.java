package ai.kaleem.release.common.testing;

import ai.kaleem.release.common.messaging.TopologyDeclarer;
import java.time.Duration;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/** A real RabbitMQ in a container, one for all tests of a process, with the topology declared. */
public final class Broker {

    private static final Broker SHARED = new Broker();

    private final RabbitMQContainer container =
            new RabbitMQContainer(Images.rabbitmq()).withStartupTimeout(Duration.ofMinutes(2));

    private Broker() {
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        var connections = connections();
        new TopologyDeclarer(connections).declareAll();
        connections.destroy();
    }

    public static Broker shared() {
        return SHARED;
    }

    /** {@code amqp://user:password@host:port} of the administrator. */
    public String url() {
        return "amqp://%s:%s@%s:%d"
                .formatted(
                        container.getAdminUsername(),
                        container.getAdminPassword(),
                        container.getHost(),
                        container.getAmqpPort());
    }

    /** Points a Spring test at it. */
    public void register(DynamicPropertyRegistry properties) {
        properties.add("spring.rabbitmq.addresses", this::url);
    }

    /** A connection factory of the caller's own, with confirms and returns, to be destroyed by the caller. */
    public CachingConnectionFactory connections() {
        var connections = new CachingConnectionFactory(container.getHost(), container.getAmqpPort());
        connections.setUsername(container.getAdminUsername());
        connections.setPassword(container.getAdminPassword());
        connections.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
        connections.setPublisherReturns(true);
        return connections;
    }

    /** The container itself, for tests that break it. */
    public RabbitMQContainer container() {
        return container;
    }
}
