package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;

/** What happens to a message between two services, over a real RabbitMQ. */
class DeliveryTests {

    private static RealBroker broker;

    private final List<MessageListenerContainer> consumers = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Parked> parked = new LinkedBlockingQueue<>();

    @BeforeAll
    static void declareTheTopology() {
        broker = new RealBroker();
        new TopologyDeclarer(broker.connections).declareAll();
        new TopologyDeclarer(broker.connections).declareAgent("vps-1");
    }

    @BeforeEach
    void emptyTheQueues() {
        broker.purge(Topology.FACTS_QUEUE);
        broker.purge(Topology.GATES_QUEUE);
        broker.purge(Topology.agentQueue("vps-1"));
        broker.purge(Topology.PARKING_QUEUE);
    }

    @AfterEach
    void stopTheConsumers() {
        consumers.forEach(MessageListenerContainer::stop);
    }

    @Test
    void declaringTwiceChangesNothing() {
        new TopologyDeclarer(broker.connections).declareAll();

        assertThat(broker.waitingIn(Topology.GATES_QUEUE)).isZero();
    }

    @Test
    void reachesItsOwner() throws InterruptedException {
        var received = new LinkedBlockingQueue<Received>();
        consume(Topology.agentQueue("vps-1"), StoreDown.NEVER, received::add);

        var sealed = broker.envelopes.seal(Messages.keep("vps-1"));
        broker.publisher.publish(sealed);

        var message = received.poll(10, TimeUnit.SECONDS);
        assertThat(message).extracting(Received::id).isEqualTo(sealed.id());
        assertThat(message).extracting(Received::data).isEqualTo(Messages.keep("vps-1"));
        assertThat(message).extracting(Received::routingKey).isEqualTo("agent.vps-1");
    }

    @Test
    void isNotPublishedWhereNoQueueTakesIt() {
        var toNobody = broker.envelopes.seal(Messages.keep("unheard-of"));

        assertThatExceptionOfType(NotPublished.class)
                .isThrownBy(() -> broker.publisher.publish(toNobody))
                .withMessageContaining("No queue takes");
    }

    /** As where a broker that is short of disk is killed, or loses its power: nobody says that the alarm is over. */
    @Test
    void isPublishedAgainWhereAConnectionWasCutOffWhileTheBrokerTookNothing() throws Exception {
        var publisher = broker.publisher(Duration.ofSeconds(5));
        publisher.publish(broker.envelopes.seal(Messages.keep("vps-1")));
        broker.control("set_disk_free_limit", "100000GB");
        try {
            await().untilAsserted(() -> assertThatExceptionOfType(NotPublished.class)
                    .isThrownBy(() -> publisher.publish(broker.envelopes.seal(Messages.keep("vps-1"))))
                    .withMessageContaining("low on disk"));
            broker.control("eval", "[exit(Pid, kill) || Pid <- rabbit_networking:connections()].");
        } finally {
            broker.control("set_disk_free_limit", "50MB");
        }

        await().untilAsserted(
                        () -> assertThatCode(() -> publisher.publish(broker.envelopes.seal(Messages.keep("vps-1"))))
                                .doesNotThrowAnyException());
    }

    @Test
    void isNotPublishedWhereTheExchangeIsMissing() {
        var nowhere = new Outgoing("1", "no.such.exchange", "key", "keep.requested.v1", "subject", "{}");

        assertThatExceptionOfType(NotPublished.class).isThrownBy(() -> broker.publisher.publish(nowhere));
    }

    @Test
    void isParkedAtOnceWhenItCannotBeRead() throws InterruptedException {
        var seen = new AtomicInteger();
        consume(Topology.GATES_QUEUE, StoreDown.NEVER, message -> seen.incrementAndGet());
        listenToParking();

        broker.template.send("release.requests", "gates", new Message("no json".getBytes(), new MessageProperties()));

        var found = parked.poll(10, TimeUnit.SECONDS);
        assertThat(found).extracting(Parked::queue).isEqualTo(Topology.GATES_QUEUE);
        assertThat(found).extracting(Parked::reason).isEqualTo("rejected");
        assertThat(found).extracting(Parked::body).isEqualTo("no json".getBytes());
        assertThat(seen).hasValue(0);
    }

    /** Only a broker that knows priorities in quorum queues keeps them apart. */
    @Test
    void aFactPassesByWhatOthersPouredInBeforeIt() throws InterruptedException {
        assumeTrue(broker.version() >= 4, "RabbitMQ before 4.0 has one order for all");
        for (int i = 0; i < 2_000; i++) {
            broker.template.send("release.facts", "gate.x", new Message("no json".getBytes(), new MessageProperties()));
        }
        broker.publisher.publish(broker.envelopes.seal(Messages.gatesProgressed(1)));
        var stillThere = new AtomicLong();
        var received = new LinkedBlockingQueue<Received>();
        consume(Topology.FACTS_QUEUE, StoreDown.NEVER, message -> {
            stillThere.set(broker.waitingIn(Topology.FACTS_QUEUE));
            received.add(message);
        });

        assertThat(received.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(stillThere.get()).isGreaterThan(1_500);
    }

    @Test
    void isParkedWhenItIsTooLargeAndHoldsUpNothing() throws InterruptedException {
        var received = new LinkedBlockingQueue<Received>();
        consume(Topology.GATES_QUEUE, StoreDown.NEVER, received::add);
        listenToParking();
        // As large as RabbitMQ 4 lets through.
        var large = new byte[16 << 20];
        Arrays.fill(large, (byte) '[');

        broker.template.send("release.requests", "gates", new Message(large, new MessageProperties()));
        broker.publisher.publish(broker.envelopes.seal(Messages.report(null)));

        assertThat(received.poll(20, TimeUnit.SECONDS)).isNotNull();
        var found = parked.poll(20, TimeUnit.SECONDS);
        assertThat(found).extracting(Parked::body).isEqualTo(large);
        assertThat(found).extracting(Parked::inWords).asString().contains("16,777,216 bytes", "4,194,304");
    }

    @Test
    void isParkedAfterThreeTriesAndReplayedUnderItsOwnId() throws InterruptedException {
        var tries = new AtomicInteger();
        var broken = new AtomicBoolean(true);
        var received = new LinkedBlockingQueue<Received>();
        consume(Topology.GATES_QUEUE, StoreDown.NEVER, message -> {
            tries.incrementAndGet();
            if (broken.get()) {
                throw new IllegalStateException("broken");
            }
            received.add(message);
        });
        listenToParking();

        var sealed = broker.envelopes.seal(Messages.report(null));
        broker.publisher.publish(sealed);
        var found = parked.poll(10, TimeUnit.SECONDS);

        assertThat(tries).hasValue(3);
        assertThat(found).extracting(Parked::messageId).isEqualTo(sealed.id());
        assertThat(found).extracting(Parked::routingKey).isEqualTo("gates");

        broken.set(false);
        broker.publisher.replay(found, "first");
        var again = received.poll(10, TimeUnit.SECONDS);
        assertThat(again).extracting(Received::id).isEqualTo(sealed.id());
        assertThat(again).extracting(Received::routingKey).isEqualTo("gates");
    }

    @Test
    void isParkedAgainUnderTheKeyItFirstCameWith() throws InterruptedException {
        consume(Topology.GATES_QUEUE, StoreDown.NEVER, message -> {});
        listenToParking();
        broker.template.send("release.requests", "gates", new Message("no json".getBytes(), new MessageProperties()));
        var first = parked.poll(10, TimeUnit.SECONDS);
        assertThat(first).extracting(Parked::replay).isEqualTo("");
        assertThat(first).extracting(Parked::deaths).asInstanceOf(LIST).hasSize(1);

        broker.publisher.replay(first, "second");

        var again = parked.poll(10, TimeUnit.SECONDS);
        assertThat(again).extracting(Parked::replay).isEqualTo("second");
        assertThat(again).extracting(Parked::routingKey).isEqualTo("gates");
        assertThat(again).extracting(Parked::messageId).isEqualTo(first.messageId());
    }

    @Test
    void takesNobodysWordForAKeyThatHeDidNotUse() throws InterruptedException {
        var received = new LinkedBlockingQueue<Received>();
        consume(Topology.GATES_QUEUE, StoreDown.NEVER, received::add);
        listenToParking();
        var forged = new MessageProperties();
        forged.setHeader("x-release-key", "agent.failed.somebody-else");
        var sealed = broker.envelopes.seal(Messages.report(null));
        broker.template.send(
                "release.requests", "gates", new Message(sealed.body().getBytes(), forged));
        broker.template.send("release.requests", "gates", new Message("no json".getBytes(), forged));

        assertThat(received.poll(10, TimeUnit.SECONDS))
                .extracting(Received::routingKey)
                .isEqualTo("gates");
        assertThat(parked.poll(10, TimeUnit.SECONDS))
                .extracting(Parked::routingKey)
                .isEqualTo("gates");
    }

    @Test
    void waitsForItsStoreAndParksNothing() throws InterruptedException {
        var storeIsDown = new AtomicBoolean(true);
        var tries = new AtomicInteger();
        var received = new LinkedBlockingQueue<Received>();
        consume(Topology.GATES_QUEUE, failure -> storeIsDown.get(), message -> {
            if (tries.incrementAndGet() > 0 && storeIsDown.get()) {
                throw new IllegalStateException("the store is away");
            }
            received.add(message);
        });

        broker.publisher.publish(broker.envelopes.seal(Messages.report(null)));
        await().atMost(Duration.ofSeconds(20)).until(() -> tries.get() > 4);
        storeIsDown.set(false);

        assertThat(received.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(broker.waitingIn(Topology.PARKING_QUEUE)).isZero();
    }

    @Test
    void isHeldInParkingUntilItCanBeStored() throws InterruptedException {
        var tries = new AtomicInteger();
        var storeIsDown = new AtomicBoolean(true);
        consumers.add(broker.consumeParked(message -> {
            tries.incrementAndGet();
            if (storeIsDown.get()) {
                throw new IllegalStateException("the store is away");
            }
            parked.add(message);
        }));
        consume(Topology.GATES_QUEUE, StoreDown.NEVER, message -> {});

        broker.template.send("release.requests", "gates", new Message("no json".getBytes(), new MessageProperties()));
        // More often than a broker gives a message back before it drops it.
        await().atMost(Duration.ofSeconds(40)).until(() -> tries.get() > 21);
        storeIsDown.set(false);

        assertThat(parked.poll(10, TimeUnit.SECONDS)).extracting(Parked::body).isEqualTo("no json".getBytes());
    }

    @Test
    void isTakenOnceTheQueueIsThere() throws InterruptedException {
        var received = new LinkedBlockingQueue<Received>();
        consume(Topology.agentQueue("vps-late"), StoreDown.NEVER, received::add);

        new TopologyDeclarer(broker.connections).declareAgent("vps-late");
        broker.publisher.publish(broker.envelopes.seal(Messages.keep("vps-late")));

        assertThat(received.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    private void consume(String queue, StoreDown storeDown, Inbox inbox) {
        consumers.add(broker.consume(queue, storeDown, inbox));
    }

    private void listenToParking() {
        consumers.add(broker.consumeParked(parked::add));
    }
}
