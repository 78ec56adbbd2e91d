package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.CrashPoints;
import ai.kaleem.release.common.crash.Crashed;
import ai.kaleem.release.common.crash.Moment;
import ai.kaleem.release.common.outside.Endings;
import io.micrometer.observation.ObservationRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

/**
 * A sender and a receiver that die before and after each of their calls to a real RabbitMQ, one death after the other: every
 * message arrives, each effect happens once, and what nobody can read is parked once.
 */
class EveryCrashPointTests {

    private static final String PACKAGE = "ai.kaleem.release.common.messaging";

    /** Without what declares the topology, which is tried where it is used. */
    private static final Catalogue ALL = Catalogue.of(List.of(OutboxRelay.class), PACKAGE);

    private static final Set<String> POINTS = ALL.points().stream()
            .filter(it -> !it.startsWith("TopologyDeclarer"))
            .collect(Collectors.toUnmodifiableSet());

    private final RealBroker broker = new RealBroker();
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final Set<Moment> deaths = ConcurrentHashMap.newKeySet();
    private final Set<String> reached = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> unreadables = new CopyOnWriteArrayList<>();
    private final Set<String> toBeGivenBack = ConcurrentHashMap.newKeySet();
    private final Set<String> effects = ConcurrentHashMap.newKeySet();
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final List<String> parked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void emptyTheQueues() {
        CrashPoints.rest();
        new TopologyDeclarer(broker.connections).declareAll();
        broker.purge(Topology.GATES_QUEUE);
        broker.purge(Topology.PARKING_QUEUE);
        CrashPoints.weave(PACKAGE);
    }

    @AfterEach
    void rest() {
        CrashPoints.rest();
    }

    @Test
    void nothingIsLostAndNothingHappensTwiceWhereverItDies() throws Exception {
        CrashPoints.crashAt(moment -> {
            // This test's own calls are woven too.
            if (!POINTS.contains(moment.point())) {
                return false;
            }
            reached.add(moment.point());
            return deaths.add(moment);
        });
        var lives = 0;
        for (var quiet = 0; quiet < 2; lives++) {
            var before = deaths.size();
            live();
            quiet = deaths.size() == before ? quiet + 1 : 0;
            assertThat(lives).as("lives, dying at " + deaths).isLessThan(80);
        }

        System.out.printf("%d lives, %d deaths, %s%n", lives, deaths.size(), ALL.covered(reached));
        assertThat(ALL.faults()).isEmpty();
        assertThat(reached).containsExactlyInAnyOrderElementsOf(POINTS);
        assertThat(happened).doesNotHaveDuplicates();
        await().untilAsserted(() -> assertThat(effects).containsAll(asked));
        assertThat(parked).containsAll(unreadables);
    }

    /** One process: its start, a message each of every kind, and its end, by itself or by a death. */
    private void live() throws Exception {
        var connections = RealBroker.connectionsTo(broker.connections.getPort());
        var publishing = RealBroker.connectionsTo(broker.connections.getPort());
        var template = new RabbitTemplate(publishing);
        template.setUsePublisherConnection(true);
        template.setMandatory(true);
        var publisher = new Publisher(template, Duration.ofSeconds(2));
        var relay = new OutboxRelay(outbox, publisher, Lease.ALWAYS, Clock.systemUTC());
        var inboxes = new Inboxes(connections, broker.envelopes, StoreDown.NEVER, ObservationRegistry.NOOP);
        var consumer = inboxes.listen(Topology.GATES_QUEUE, message -> {
            if (toBeGivenBack.remove(message.id())) {
                throw new IllegalStateException("not before the next life");
            }
            if (effects.add(message.id())) {
                happened.add(message.id());
            }
        });
        var parking = inboxes.listenToParking(it -> parked.add(new String(it.body())), Duration.ofMillis(50));
        try {
            work(relay, publisher, List.of(consumer, parking));
            inboxes.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext()));
            giveOneBack(relay);
        } catch (Crashed e) {
            // Whoever called is dead too, and what it wanted is in the outbox.
        } finally {
            Endings.of(List.of(connections, publishing), List.of(relay, consumer, parking));
            CrashPoints.revive();
        }
    }

    private void work(OutboxRelay relay, Publisher publisher, List<MessageListenerContainer> consumers) {
        var sent = broker.envelopes.seal(Messages.report(null));
        outbox.add("release", sent);
        asked.add(sent.id());
        var unreadable = "no json " + sent.id();
        broker.template.send(
                Topology.REQUESTS, Topology.GATES_KEY, new Message(unreadable.getBytes(), new MessageProperties()));
        unreadables.add(unreadable);
        for (var it : consumers) {
            // A death is none of the whole JVM here.
            ((SimpleMessageListenerContainer) it).setJavaLangErrorHandler(error -> {});
            it.afterPropertiesSet();
            it.start();
        }
        relay.start();
        relay.wake("release");
        again(publisher, sent);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> CrashPoints.died() != null
                        || (effects.contains(sent.id())
                                && parked.contains(unreadable)
                                && outbox.unsent("release").isEmpty()));
    }

    private void giveOneBack(OutboxRelay relay) {
        var sent = broker.envelopes.seal(Messages.report(null));
        toBeGivenBack.add(sent.id());
        asked.add(sent.id());
        outbox.add("release", sent);
        relay.wake("release");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> CrashPoints.died() != null || !toBeGivenBack.contains(sent.id()));
        await().atMost(Duration.ofSeconds(30)).until(() -> CrashPoints.died() != null || effects.contains(sent.id()));
    }

    /** As a beat goes out, and as a parked message is replayed: under the id it had, so that its effect stays single. */
    private void again(Publisher publisher, Outgoing sent) {
        publisher.publish(sent);
        var body = sent.body().getBytes(StandardCharsets.UTF_8);
        publisher.replay(
                new Parked(sent.id(), Topology.GATES_QUEUE, sent.exchange(), sent.routingKey(), "rejected", body), "1");
    }
}
