package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

/** What becomes of a delivery that a consumer has in its hand, over a real RabbitMQ. */
class InHandTests {

    private final RealBroker broker = new RealBroker();
    private final List<MessageListenerContainer> consumers = new CopyOnWriteArrayList<>();

    @BeforeEach
    void emptyTheQueues() {
        new TopologyDeclarer(broker.connections).declareAll();
        broker.purge(Topology.GATES_QUEUE);
        broker.purge(Topology.PARKING_QUEUE);
    }

    @AfterEach
    void stop() {
        consumers.forEach(MessageListenerContainer::stop);
    }

    @Test
    void aConsumerGoesOnBehindWhatOnlyANewerVersionKnowsAndItIsParkedInWords() throws Exception {
        var received = new CopyOnWriteArrayList<String>();
        var parked = new CopyOnWriteArrayList<Parked>();
        consumers.add(broker.consume(Topology.GATES_QUEUE, StoreDown.NEVER, it -> received.add(it.id())));
        consumers.add(broker.consumeParked(parked::add));
        var unknown = Files.readAllBytes(Path.of("src/test/resources/newer/an-unknown-request.json"));

        broker.template.send(Topology.REQUESTS, Topology.GATES_KEY, new Message(unknown, new MessageProperties()));
        var known = publish(1).getFirst();

        await().untilAsserted(() -> assertThat(received).containsExactly(known));
        await().untilAsserted(() -> assertThat(parked)
                .singleElement()
                .satisfies(it -> assertThat(it.inWords())
                        .isEqualTo("Type 'deployment.requested.v2' is unknown to this version. "
                                + "It may come from a newer one: replay the message after the upgrade")));
    }

    @Test
    void anEffectWhoseAcknowledgementWasLostIsNotRepeated() {
        Set<String> effects = ConcurrentHashMap.newKeySet();
        var tries = new CopyOnWriteArrayList<String>();
        var own = RealBroker.connectionsTo(broker.connections.getPort());
        var inboxes = new Inboxes(own, broker.envelopes, StoreDown.NEVER, ObservationRegistry.NOOP);
        var consumer = inboxes.listen(Topology.GATES_QUEUE, message -> {
            tries.add(message.id());
            if (effects.add(message.id())) {
                // As seen by the broker: the process died between its effect and its acknowledgement.
                own.resetConnection();
            }
        });
        consumer.afterPropertiesSet();
        consumer.start();
        consumers.add(consumer);

        var id = publish(1).getFirst();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(tries).containsExactly(id, id));
        await().untilAsserted(
                        () -> assertThat(broker.waitingIn(Topology.GATES_QUEUE)).isZero());
        assertThat(effects).containsExactly(id);
        assertThat(broker.waitingIn(Topology.PARKING_QUEUE)).isZero();
    }

    @Test
    void whoStopsFinishesWhatItHasInHandAndLeavesTheRestToAnother() throws Exception {
        var byTheFirst = new CopyOnWriteArrayList<String>();
        var byTheSecond = new CopyOnWriteArrayList<String>();
        var inHand = new CountDownLatch(1);
        var mayFinish = new CountDownLatch(1);
        var first = new Inboxes(broker.connections, broker.envelopes, StoreDown.NEVER, ObservationRegistry.NOOP);
        var consumer = first.listen(Topology.GATES_QUEUE, message -> {
            if (inHand.getCount() > 0) {
                inHand.countDown();
                assertThat(mayFinish.await(20, TimeUnit.SECONDS)).isTrue();
            } else if (byTheFirst.size() == 3) {
                throw new IllegalStateException("what fails now is given back, not tried again");
            }
            byTheFirst.add(message.id());
        });
        consumer.afterPropertiesSet();
        consumer.start();
        var all = publish(30);
        assertThat(inHand.await(20, TimeUnit.SECONDS)).isTrue();

        var begun = System.nanoTime();
        first.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext()));
        var stopping = Thread.ofVirtual().start(consumer::stop);
        mayFinish.countDown();
        stopping.join(Duration.ofSeconds(20));
        var took = Duration.ofNanos(System.nanoTime() - begun);
        first.destroy();
        consumers.add(broker.consume(Topology.GATES_QUEUE, StoreDown.NEVER, it -> byTheSecond.add(it.id())));

        await().atMost(Duration.ofSeconds(20)).until(() -> byTheFirst.size() + byTheSecond.size() >= all.size());
        assertThat(took).isLessThan(Duration.ofSeconds(8));
        assertThat(byTheFirst).isNotEmpty().doesNotContainAnyElementsOf(byTheSecond);
        assertThat(byTheSecond).isNotEmpty();
        assertThat(all).allMatch(it -> byTheFirst.contains(it) || byTheSecond.contains(it));
        assertThat(broker.waitingIn(Topology.PARKING_QUEUE)).isZero();
    }

    private List<String> publish(int number) {
        return IntStream.range(0, number)
                .mapToObj(it -> broker.envelopes.seal(Messages.report(null)))
                .peek(broker.publisher::publish)
                .map(Outgoing::id)
                .toList();
    }
}
