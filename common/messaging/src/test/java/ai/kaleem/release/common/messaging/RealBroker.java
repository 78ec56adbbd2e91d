package ai.kaleem.release.common.messaging;

import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;

/** A real RabbitMQ, and this module's parts wired to it by hand. */
class RealBroker {

    private static final RabbitMQContainer CONTAINER = new RabbitMQContainer(DockerImageName.parse(
                    Optional.ofNullable(System.getenv("KALEEM_RABBITMQ_IMAGE")).orElse("kaleem-standin/rabbitmq:4"))
            .asCompatibleSubstituteFor("rabbitmq"));

    final CachingConnectionFactory connections;
    final RabbitTemplate template;
    final Publisher publisher;
    final Envelopes envelopes = new Envelopes("tests", Clock.systemUTC(), Traces.NONE);

    RealBroker() {
        CONTAINER.start();
        Runtime.getRuntime().addShutdownHook(new Thread(CONTAINER::stop));
        connections = connectionsTo(CONTAINER.getAmqpPort());
        template = new RabbitTemplate(connections);
        template.setUsePublisherConnection(true);
        template.setMandatory(true);
        publisher = new Publisher(template, Duration.ofSeconds(5));
    }

    static CachingConnectionFactory connectionsTo(int port) {
        var connections = new CachingConnectionFactory("127.0.0.1", port);
        connections.setUsername("guest");
        connections.setPassword("guest");
        connections.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
        connections.setPublisherReturns(true);
        return connections;
    }

    /** Starts a consumer; the caller stops it. */
    MessageListenerContainer consume(String queue, StoreDown storeDown, Inbox inbox) {
        return started(new Inboxes(connections, envelopes, storeDown, ObservationRegistry.NOOP).listen(queue, inbox));
    }

    MessageListenerContainer consumeParked(Consumer<Parked> parking) {
        return started(new Inboxes(connections, envelopes, StoreDown.NEVER, ObservationRegistry.NOOP)
                .listenToParking(parking, Duration.ofMillis(50)));
    }

    private static MessageListenerContainer started(MessageListenerContainer container) {
        container.afterPropertiesSet();
        container.start();
        return container;
    }

    /** Publishes over connections of its own, watched as a service's are. */
    Publisher publisher(Duration patience) {
        var own = connectionsTo(CONTAINER.getAmqpPort());
        var watch = new BrokerWatch(own);
        own.addConnectionListener(watch);
        var ownTemplate = new RabbitTemplate(own);
        ownTemplate.setUsePublisherConnection(true);
        ownTemplate.setMandatory(true);
        return new Publisher(ownTemplate, patience, watch::blocked);
    }

    /** It answers nobody, and closes nothing, until it is resumed. */
    void pause() {
        CONTAINER
                .getDockerClient()
                .pauseContainerCmd(CONTAINER.getContainerId())
                .exec();
    }

    void resume() {
        CONTAINER
                .getDockerClient()
                .unpauseContainerCmd(CONTAINER.getContainerId())
                .exec();
    }

    /** @throws AssertionError where the tool fails */
    void control(String... arguments) throws Exception {
        var argv = Stream.concat(Stream.of("rabbitmqctl"), Stream.of(arguments)).toArray(String[]::new);
        var said = CONTAINER.execInContainer(argv);
        if (said.getExitCode() != 0) {
            throw new AssertionError(said.getStderr());
        }
    }

    /** The first number of it. */
    int version() {
        var said = template.execute(
                channel -> channel.getConnection().getServerProperties().get("version"));
        return Integer.parseInt(String.valueOf(said).split("\\.")[0]);
    }

    void purge(String queue) {
        template.execute(channel -> channel.queuePurge(queue));
    }

    long waitingIn(String queue) {
        return template.execute(channel -> channel.messageCount(queue));
    }
}
