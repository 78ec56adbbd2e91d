package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.common.contract.Fact;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real RabbitMQ with the users that {@code scripts/secrets} makes: each may do what it needs, and nothing else. */
class LeastRightsTests {

    private static final String AGENT = "agent.vps-1";
    private static final String GATES = "gate-service";
    private static final String NOTIFIER = "notifier";

    @TempDir
    static Path folder;

    private static final Map<String, Connection> connections = new HashMap<>();

    private static GuardedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new GuardedBroker(folder, "vps-1", "vps-2");
        for (var user : List.of("release-api", GATES, NOTIFIER, AGENT)) {
            connections.put(user, broker.connect(user));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (var connection : connections.values()) {
            connection.close();
        }
        broker.close();
    }

    static Stream<Attempt> allowed() {
        return Stream.of(
                        Stream.of(
                                publishing("release-api", Topology.REQUESTS, "gates"),
                                publishing("release-api", Topology.REQUESTS, AGENT),
                                publishing("release-api", Topology.EVENTS, "succeeded.production"),
                                reading("release-api", Topology.FACTS_QUEUE),
                                reading("release-api", Topology.PARKING_QUEUE),
                                new Attempt(
                                        "release-api",
                                        "puts a parked message back",
                                        it -> publish(it, "", Topology.GATES_QUEUE)),
                                reading(AGENT, Topology.agentQueue("vps-1")),
                                reading(GATES, Topology.GATES_QUEUE),
                                reading(NOTIFIER, Topology.NOTICES_QUEUE),
                                publishing(AGENT, Topology.FACTS, "agent.beat.vps-1")),
                        keys(Fact.AgentFact.class).map(it -> publishing(AGENT, Topology.FACTS, it + ".vps-1")),
                        keys(Fact.GateFact.class).map(it -> publishing(GATES, Topology.FACTS, it)),
                        keys(Fact.NoticeFact.class).map(it -> publishing(NOTIFIER, Topology.FACTS, it)))
                .flatMap(it -> it);
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void mayDoWhatItNeeds(Attempt attempt) throws Exception {
        try (var channel = connections.get(attempt.user()).createChannel()) {
            attempt.act().on(channel);
        }
    }

    static Stream<Attempt> refused() {
        return Stream.of(
                        Stream.of(AGENT, GATES, NOTIFIER).flatMap(LeastRightsTests::nobodysBusiness),
                        Stream.of(
                                        "agent.progressed.vps-2",
                                        "agent.beat.vps-2",
                                        "agent.beat",
                                        "agent.progressed.vps-1.vps-2",
                                        "agent.progressed.x.vps-1",
                                        "agent.progressed.not-vps-1",
                                        "gate.passed",
                                        "gate.passed.vps-1",
                                        "notice.delivered")
                                .map(it -> publishing(AGENT, Topology.FACTS, it)),
                        Stream.of("agent.succeeded.vps-1", "notice.delivered", "release.gate.passed")
                                .map(it -> publishing(GATES, Topology.FACTS, it)),
                        Stream.of("agent.succeeded.vps-1", "gate.passed")
                                .map(it -> publishing(NOTIFIER, Topology.FACTS, it)),
                        notOf(AGENT, Topology.agentQueue("vps-1")),
                        notOf(GATES, Topology.GATES_QUEUE),
                        notOf(NOTIFIER, Topology.NOTICES_QUEUE))
                .flatMap(it -> it);
    }

    /** What only release-api does. */
    private static Stream<Attempt> nobodysBusiness(String user) {
        var own = queueOf(user);
        return Stream.of(
                new Attempt(user, "declares a queue", it -> it.queueDeclare("mine", true, false, false, Map.of())),
                new Attempt(user, "declares a queue of no name", Channel::queueDeclare),
                new Attempt(user, "declares an exchange", it -> it.exchangeDeclare("mine", "topic")),
                new Attempt(user, "binds its queue to the events", it -> it.queueBind(own, Topology.EVENTS, "#")),
                new Attempt(user, "binds its queue to the facts", it -> it.queueBind(own, Topology.FACTS, "#")),
                new Attempt(user, "unbinds its queue", it -> it.queueUnbind(own, Topology.REQUESTS, user)),
                new Attempt(user, "deletes its queue", it -> it.queueDelete(own)),
                new Attempt(user, "deletes an exchange", it -> it.exchangeDelete(Topology.FACTS)),
                publishing(user, Topology.REQUESTS, "gates"),
                publishing(user, Topology.REQUESTS, AGENT),
                publishing(user, Topology.EVENTS, "succeeded.production"),
                publishing(user, Topology.DEAD, "agent.beat.vps-1"),
                publishing(user, "", Topology.FACTS_QUEUE),
                publishing(user, "", own));
    }

    /** Reading and emptying every queue but the one. */
    private static Stream<Attempt> notOf(String user, String own) {
        return Stream.of(
                        Topology.agentQueue("vps-1"),
                        Topology.agentQueue("vps-2"),
                        Topology.GATES_QUEUE,
                        Topology.FACTS_QUEUE,
                        Topology.NOTICES_QUEUE,
                        Topology.PARKING_QUEUE)
                .filter(it -> !it.equals(own))
                .flatMap(queue -> Stream.of(
                        reading(user, queue),
                        new Attempt(user, "fetches from " + queue, it -> it.basicGet(queue, false)),
                        new Attempt(user, "empties " + queue, it -> it.queuePurge(queue))));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedAllElse(Attempt attempt) throws Exception {
        var channel = connections.get(attempt.user()).createChannel();

        assertThatThrownBy(() -> attempt.act().on(channel))
                .satisfies(it -> assertThat(replyCode(it)).isEqualTo(AMQP.ACCESS_REFUSED));
    }

    /** So the name that a message carries there is the one its sender proved. */
    @Test
    void mayNotPublishUnderTheNameOfAnother() throws Exception {
        var own = new AMQP.BasicProperties.Builder().userId(AGENT).build();
        try (var channel = connections.get(AGENT).createChannel()) {
            channel.confirmSelect();
            channel.basicPublish(Topology.FACTS, "agent.beat.vps-1", own, new byte[0]);
            assertThat(channel.waitForConfirms(10_000)).isTrue();
        }
        var forged = new AMQP.BasicProperties.Builder().userId("agent.vps-2").build();
        var channel = connections.get(AGENT).createChannel();
        channel.confirmSelect();
        channel.basicPublish(Topology.FACTS, "agent.beat.vps-1", forged, new byte[0]);

        assertThatThrownBy(() -> channel.waitForConfirms(10_000))
                .satisfies(it -> assertThat(replyCode(it)).isEqualTo(AMQP.PRECONDITION_FAILED));
    }

    private static Attempt publishing(String user, String exchange, String key) {
        return new Attempt(user, "publishes %s to '%s'".formatted(key, exchange), it -> publish(it, exchange, key));
    }

    private static void publish(Channel channel, String exchange, String key) throws Exception {
        channel.confirmSelect();
        channel.basicPublish(exchange, key, MessageProperties.MINIMAL_BASIC, new byte[0]);
        assertThat(channel.waitForConfirms(10_000)).isTrue();
    }

    private static Attempt reading(String user, String queue) {
        return new Attempt(
                user,
                "reads " + queue,
                it -> it.basicCancel(it.basicConsume(queue, false, (tag, message) -> {}, tag -> {})));
    }

    private static String queueOf(String user) {
        return switch (user) {
            case GATES -> Topology.GATES_QUEUE;
            case NOTIFIER -> Topology.NOTICES_QUEUE;
            default -> Topology.agentQueue("vps-1");
        };
    }

    /** The routing keys of all facts of a kind, as far as their types decide. */
    private static Stream<String> keys(Class<?> facts) {
        return Stream.of(facts.getPermittedSubclasses())
                .map(it -> it.getAnnotation(JsonTypeName.class).value())
                .map(it -> it.substring(0, it.lastIndexOf('.')));
    }

    private static int replyCode(Throwable failure) {
        for (var it = failure; it != null; it = it.getCause()) {
            if (it instanceof ShutdownSignalException signal
                    && signal.getReason() instanceof AMQP.Channel.Close close) {
                return close.getReplyCode();
            }
        }
        throw new AssertionError("not refused by the broker", failure);
    }

    interface Act {
        void on(Channel channel) throws Exception;
    }

    record Attempt(String user, String what, Act act) {

        @Override
        public String toString() {
            return user + " " + what;
        }
    }
}
