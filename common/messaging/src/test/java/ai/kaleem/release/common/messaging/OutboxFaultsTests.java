package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A real RabbitMQ that refuses, is silent, closes a channel or takes nothing: no message counts as sent without its confirm. */
class OutboxFaultsTests {

    private static final String REFUSING = "tests.refusing";

    private final RealBroker broker = new RealBroker();
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private MessageListenerContainer consumer;

    @BeforeEach
    void consumeFacts() {
        new TopologyDeclarer(broker.connections).declareAll();
        broker.purge(Topology.FACTS_QUEUE);
        consumer = broker.consume(Topology.FACTS_QUEUE, StoreDown.NEVER, message -> received.add(message.id()));
    }

    @AfterEach
    void stop() {
        consumer.stop();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void anOutboxThatCannotBeReadHoldsUpNoOther(CapturedOutput output) {
        var unreadable = new OutboxStore() {
            @Override
            public List<String> ownersWithUnsent(Instant olderThan, int limit) {
                return List.of("broken", "whole");
            }

            @Override
            public List<Outgoing> unsent(String owner) {
                if (owner.equals("broken")) {
                    throw new IllegalStateException("releases/broken, field outbox: no exchange");
                }
                return outbox.unsent(owner);
            }

            @Override
            public void sent(String owner, List<String> messageIds) {
                outbox.sent(owner, messageIds);
            }
        };
        var ids = write("whole", 3);
        var relay = new OutboxRelay(unreadable, broker.publisher, Lease.ALWAYS, Clock.systemUTC());

        relay.start();

        await().until(() -> received.equals(ids));
        await().during(Duration.ofSeconds(2)).until(() -> outbox.unsent("whole").isEmpty());
        relay.stop();
        assertThat(output.getAll())
                .containsOnlyOnce("Outbox broken keeps its messages")
                .contains("releases/broken, field outbox: no exchange");
    }

    @Test
    void whatComesBehindAMessageThatNobodyTakesIsNotSentAgainAndAgain() {
        outbox.add("release", broker.envelopes.seal(Messages.keep("vps-unheard-of")));
        var id = write("release", 1).getFirst();
        var relay = relay(broker.publisher);

        relay.start();

        await().during(Duration.ofSeconds(4)).until(() -> received.size() <= 1);
        assertThat(outbox.unsent("release")).hasSize(2);
        var health = new BrokerHealth(new BrokerWatch(broker.connections), relay::stuck);
        assertThat(health.health().getStatus().getCode()).isEqualTo(BrokerHealth.WAITING);
        assertThat(health.health().getStatus().getDescription())
                .contains("outboxes: 1")
                .doesNotContain("vps-unheard-of");
        new TopologyDeclarer(broker.connections).declareAgent("vps-unheard-of");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> outbox.unsent("release").isEmpty());
        await().until(() -> health.health().getStatus().equals(Status.UP));
        relay.stop();
        assertThat(received).hasSizeBetween(1, 2).containsOnly(id);
        assertThat(broker.waitingIn(Topology.agentQueue("vps-unheard-of"))).isEqualTo(1);
        broker.template.execute(channel -> channel.queueDelete(Topology.agentQueue("vps-unheard-of")));
    }

    @Test
    void aMessageThatTheBrokerRefusesIsNotSent() {
        broker.template.execute(channel -> channel.queueDeclare(
                REFUSING, false, true, true, Map.of("x-max-length", 1, "x-overflow", "reject-publish")));
        var first = broker.envelopes.seal(Messages.gatesProgressed(1));
        var fits = new Outgoing(first.id(), "", REFUSING, first.type(), first.subject(), first.body());

        broker.publisher.publish(fits);

        assertThatExceptionOfType(NotPublished.class)
                .isThrownBy(() -> {
                    // The queue counts what it holds a moment later.
                    for (int i = 0; i < 10; i++) {
                        broker.publisher.publish(fits);
                    }
                })
                .withMessageContaining("refused");
    }

    @Test
    void aChannelThatIsClosedInTheMiddleTakesNothingWithIt() {
        var ids = write("release", 1);
        outbox.add("release", to("no.such.exchange"));
        var last = write("release", 1);
        var relay = relay(broker.publisher);

        relay.wake("release");

        await().until(() -> received.containsAll(ids));
        await().during(Duration.ofSeconds(1))
                .until(() -> outbox.unsent("release").stream()
                        .map(Outgoing::id)
                        .toList()
                        .containsAll(last));
        assertThat(outbox.unsent("release")).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void whatIsNotConfirmedInTimeIsSentAgainUnderItsId() {
        var ids = write("release", 20);
        var relay = relay(broker.publisher(Duration.ofSeconds(1)));
        broker.pause();
        try {
            relay.start();
            await().during(Duration.ofSeconds(3))
                    .until(() -> outbox.unsent("release").size() == 20);
        } finally {
            broker.resume();
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> outbox.unsent("release").isEmpty());
        relay.stop();
        await().until(() -> received.containsAll(ids));
        assertThat(Set.copyOf(received)).hasSize(20);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aBrokerThatTakesNothingIsNamedAndGetsEverythingAfterwards(CapturedOutput output) throws Exception {
        var publisher = broker.publisher(Duration.ofSeconds(1));
        var relay = relay(publisher);
        broker.control("set_vm_memory_high_watermark", "absolute", "1");
        try {
            relay.start();
            write("first", 1);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> output.getAll().contains("takes no messages (low on memory)"));
            var begun = System.nanoTime();
            assertThatExceptionOfType(BrokerAway.class)
                    .isThrownBy(() -> publisher.publish(broker.envelopes.seal(Messages.gatesProgressed(9))))
                    .withMessageContaining("low on memory");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(500));
            write("second", 50);
            assertThat(outbox.unsent("second")).hasSize(50);
        } finally {
            broker.control("set_vm_memory_high_watermark", "0.6");
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> outbox.unsent("first").isEmpty()
                        && outbox.unsent("second").isEmpty());
        relay.stop();
        await().until(() -> received.stream().distinct().count() == 51);
        assertThat(output.getAll()).contains("takes messages again");
    }

    private OutboxRelay relay(Publisher publisher) {
        return new OutboxRelay(outbox, publisher, Lease.ALWAYS, Clock.systemUTC());
    }

    private List<String> write(String owner, int number) {
        return LongStream.rangeClosed(1, number)
                .mapToObj(it -> broker.envelopes.seal(Messages.gatesProgressed(it)))
                .peek(it -> outbox.add(owner, it))
                .map(Outgoing::id)
                .collect(Collectors.toList());
    }

    private Outgoing to(String exchange) {
        var sealed = broker.envelopes.seal(Messages.gatesProgressed(1));
        return new Outgoing(sealed.id(), exchange, "key", sealed.type(), sealed.subject(), sealed.body());
    }
}
