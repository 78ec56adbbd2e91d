package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.Fact.GatesProgressed;
import ai.kaleem.release.common.contract.Message;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;

/** The outbox's promise, over a real RabbitMQ: in order, kept until the confirm, sent by the sweep when nobody woke it. */
class OutboxRelayTests {

    private final RealBroker broker = new RealBroker();
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final List<Long> revisions = new CopyOnWriteArrayList<>();
    private MessageListenerContainer consumer;

    @BeforeEach
    void consumeFacts() {
        new TopologyDeclarer(broker.connections).declareAll();
        broker.purge(Topology.FACTS_QUEUE);
        consumer = broker.consume(
                Topology.FACTS_QUEUE, StoreDown.NEVER, message -> revisions.add(revision(message.data())));
    }

    @AfterEach
    void stop() {
        consumer.stop();
    }

    @Test
    void publishesInOrderWhenWoken() {
        var relay = relay(broker.publisher);
        write(1, 50);

        relay.wake("release");

        await().until(() -> revisions.size() == 50);
        assertThat(revisions).isSorted();
        await().until(() -> outbox.unsent("release").isEmpty());
    }

    @Test
    void sweepsWhatNobodyWokeItFor() {
        write(1, 3);
        var relay = relay(broker.publisher);

        relay.start();

        await().until(() -> revisions.equals(List.of(1L, 2L, 3L)));
        await().until(() -> outbox.unsent("release").isEmpty());
        relay.stop();
    }

    @Test
    void keepsWhatNoQueueTook() {
        outbox.add("release", broker.envelopes.seal(Messages.keep("unheard-of")));
        write(1, 1);
        var relay = relay(broker.publisher);

        relay.wake("release");

        await().during(Duration.ofSeconds(1))
                .until(() -> outbox.unsent("release").size() == 2);
    }

    @Test
    void keepsEverythingWhileTheBrokerIsAway() throws Exception {
        write(1, 2);
        int nobodyListens;
        try (var socket = new ServerSocket(0)) {
            nobodyListens = socket.getLocalPort();
        }
        var away = new Publisher(new RabbitTemplate(RealBroker.connectionsTo(nobodyListens)), Duration.ofSeconds(1));

        var relay = relay(away);
        relay.start();
        await().during(Duration.ofSeconds(1))
                .until(() -> outbox.unsent("release").size() == 2);
        relay.stop();

        relay(broker.publisher).wake("release");
        await().until(() -> revisions.equals(List.of(1L, 2L)));
    }

    private OutboxRelay relay(Publisher publisher) {
        return new OutboxRelay(outbox, publisher, Lease.ALWAYS, Clock.systemUTC());
    }

    private void write(long from, long to) {
        LongStream.rangeClosed(from, to)
                .forEach(it -> outbox.add("release", broker.envelopes.seal(Messages.gatesProgressed(it))));
    }

    private static long revision(Message message) {
        return ((GatesProgressed) message).report().revision();
    }
}
