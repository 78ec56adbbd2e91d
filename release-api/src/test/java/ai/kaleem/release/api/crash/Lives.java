package ai.kaleem.release.api.crash;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.crash.CrashPoints;
import ai.kaleem.release.common.crash.EachOnce;
import ai.kaleem.release.common.crash.Moment;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.StoreDown;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.TopologyDeclarer;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.common.testing.Broker;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;

/** One life after the other over the same store and broker, with others around that never die, and whoever asks. */
final class Lives implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lives.class);
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final EachOnce each = new EachOnce(moment -> true);
    private final Set<String> reached = Collections.synchronizedSet(new TreeSet<>());
    private final EmbeddedMongo mongo;
    private final MongoClient client;
    private final CachingConnectionFactory connections;
    private final List<MessageListenerContainer> consumers = new ArrayList<>();
    private Duration ahead = Duration.ZERO;
    private Clock clock = Clock.systemUTC();
    private Life life;
    private int count = 0;

    final Publisher publisher;
    final Others others;

    /** @param folder of the store */
    Lives(Path folder) throws Exception {
        var broker = Broker.shared().container();
        broker.execInContainer("rabbitmqctl", "add_vhost", "lives");
        broker.execInContainer(
                "rabbitmqctl", "set_permissions", "-p", "lives", broker.getAdminUsername(), ".*", ".*", ".*");
        mongo = EmbeddedMongo.open(folder);
        client = MongoClients.create(mongo.connectionString());
        connections = connections();
        var topology = new TopologyDeclarer(connections);
        topology.declareAll();
        topology.declareAgent(Others.AGENT);
        var envelopes = new Envelopes("others", Clock.systemUTC(), Traces.NONE);
        var template = new RabbitTemplate(connections);
        template.setUsePublisherConnection(true);
        template.setMandatory(true);
        publisher = new Publisher(template, Duration.ofSeconds(5));
        others = new Others(envelopes, publisher);
        var inboxes = new Inboxes(connections, envelopes, StoreDown.NEVER, ObservationRegistry.NOOP);
        for (var queue : List.of(Topology.agentQueue(Others.AGENT), Topology.GATES_QUEUE, Topology.NOTICES_QUEUE)) {
            var consumer = inboxes.listen(queue, others::hear);
            consumer.start();
            consumers.add(consumer);
        }
        // A thread that died with its life is no news.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!(failure instanceof Died)) {
                log.error("{} ended with what was not meant to happen", thread, failure);
            }
        });
        CrashPoints.weave(CrashPointsOfTheService.PACKAGES);
        CrashPoints.watch(Life::reached);
        live();
    }

    private static CachingConnectionFactory connections() {
        var connections = Broker.shared().connections();
        connections.setVirtualHost("lives");
        return connections;
    }

    /** The next life, some seconds later, as it takes a process to be started again. */
    private void live() {
        while (true) {
            count++;
            ahead = ahead.plusSeconds(4);
            clock = Clock.offset(Clock.systemUTC(), ahead);
            life = new Life(client.getDatabase("release"), connections(), clock, moment -> {
                reached.add(moment.point());
                return each.test(moment);
            });
            try {
                life.start();
                return;
            } catch (Died e) {
                life.bury();
            }
        }
    }

    /** Asks until somebody lives to answer. */
    <T> T ask(Function<Life, T> question) {
        while (true) {
            try {
                var answer = life.asks(() -> question.apply(life));
                if (!life.isDead()) {
                    return answer;
                }
            } catch (Died e) {
                // Asked again in the next life.
            }
            life.bury();
            live();
        }
    }

    void until(String what, Predicate<Life> holds) {
        var end = System.nanoTime() + SOON.toNanos();
        while (!ask(holds::test)) {
            assertThat(System.nanoTime())
                    .as("waiting until %s, in life %d", what, count)
                    .isLessThan(end);
            others.beat();
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** The service is down for so long. */
    void passes(Duration time) {
        life.bury();
        ahead = ahead.plus(time);
        live();
    }

    Instant now() {
        return clock.instant();
    }

    int deaths() {
        return each.died().size();
    }

    List<Moment> died() {
        return each.died();
    }

    /** The points that any life came to. */
    Set<String> reached() {
        return Set.copyOf(reached);
    }

    @Override
    public void close() {
        life.bury();
        CrashPoints.rest();
        Thread.setDefaultUncaughtExceptionHandler(before);
        consumers.forEach(MessageListenerContainer::stop);
        connections.destroy();
        client.close();
        mongo.close();
    }
}
