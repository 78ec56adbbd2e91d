package ai.kaleem.release.gate;

import ai.kaleem.release.common.crash.CrashPoints;
import ai.kaleem.release.common.crash.Crashed;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.Lease;
import ai.kaleem.release.common.messaging.OutboxRelay;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.StoreDown;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.gate.gate.CheckGates;
import ai.kaleem.release.gate.gate.GateWatch;
import ai.kaleem.release.gate.gate.Policy;
import ai.kaleem.release.gate.gate.Tools;
import ai.kaleem.release.gate.inbound.GateRequests;
import ai.kaleem.release.gate.inbound.Workers;
import ai.kaleem.release.gate.outbound.docker.DockerBuilds;
import ai.kaleem.release.gate.outbound.files.DataFolder;
import ai.kaleem.release.gate.outbound.files.FileGateLogs;
import ai.kaleem.release.gate.outbound.files.FileRunFolders;
import ai.kaleem.release.gate.outbound.git.GitSources;
import ai.kaleem.release.gate.outbound.git.GitTags;
import ai.kaleem.release.gate.outbound.mongo.MongoRuns;
import ai.kaleem.release.gate.outbound.mongo.RunOutbox;
import ai.kaleem.release.gate.outbound.mongo.UnreadableDocuments;
import ai.kaleem.release.gate.outbound.probe.ProductProbes;
import ai.kaleem.release.gate.outbound.process.ProcessPrograms;
import ai.kaleem.release.gate.outbound.registry.RegistryImages;
import ai.kaleem.release.gate.outbound.report.FileReports;
import com.mongodb.client.MongoClients;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/**
 * One life of gate-service in this JVM: all of it but its HTTP, put together as the service does it, over what outlives
 * it: the store, the broker, its data folder and the programs it has started.
 */
final class Life {

    private static final LoginFile NO_LOGINS = new LoginFile(Path.of("/no/such/config.json"), false, "a.setting");
    private static final Duration CLAIM = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private MongoRuns runs;

    /** Returns one that has begun, which may be dead already. */
    static Life begin(Path folder, EmbeddedMongo store) {
        var life = new Life();
        try {
            life.start(folder, store);
        } catch (Crashed e) {
            // As every other part of it, sooner or later.
        }
        return life;
    }

    private void start(Path folder, EmbeddedMongo store) {
        var clock = Clock.tickMillis(ZoneOffset.UTC);
        var client = MongoClients.create(store.connectionString());
        ends.push(client::close);
        var connections = Broker.shared().connections();
        ends.push(connections::destroy);
        var data = DataFolder.open(folder);
        ends.push(data::close);
        var database = client.getDatabase("gates");
        var envelopes = new Envelopes("gate-service", clock, Traces.NONE);
        var unreadable = new UnreadableDocuments();
        var outbox = new RunOutbox(database, envelopes, unreadable, clock);
        var rabbit = new RabbitTemplate(connections);
        rabbit.setUsePublisherConnection(true);
        rabbit.setMandatory(true);
        var relay = new OutboxRelay(outbox, new Publisher(rabbit, TIMEOUT), Lease.ALWAYS, clock);
        runs = new MongoRuns(database, envelopes, outbox, unreadable, relay::wake, data.instance());
        var sources = new GitSources(data.mirrors(), TIMEOUT);
        var checkGates = new CheckGates(
                runs,
                sources,
                new RegistryImages(TIMEOUT, NO_LOGINS),
                new Tools(
                        new ProcessPrograms(data.instance()),
                        new ProductProbes(TIMEOUT, folder.resolve("secrets")),
                        new FileReports(),
                        new DockerBuilds(Asked.ENGINE, NO_LOGINS, 10),
                        new GitTags(sources)),
                new FileGateLogs(data, 1_000_000),
                new FileRunFolders(data),
                new Unwavering(),
                Executors::newVirtualThreadPerTaskExecutor,
                GateWatch.NONE,
                clock);
        var workers = new Workers(checkGates, runs, this::isPrepared, ObservationRegistry.NOOP, CLAIM, clock);
        var inbox = new Inboxes(connections, envelopes, StoreDown.NEVER, ObservationRegistry.NOOP)
                .listen(Topology.GATES_QUEUE, new GateRequests(checkGates, workers));
        // It would end this JVM.
        ((SimpleMessageListenerContainer) inbox).setJavaLangErrorHandler(error -> {});
        ends.push(relay::stop);
        relay.start();
        ends.push(workers::stop);
        workers.start();
        ends.push(connections::destroy); // before the consumer could say farewell
        ends.push(inbox::stop);
        inbox.start();
    }

    private boolean isPrepared() {
        runs.prepare();
        return true;
    }

    void removeOlderThan(Instant then) {
        runs.removeOlderThan(then);
    }

    /** Ends it as a shutdown does; where it is dead already, only its threads end, and reach nothing any more. */
    void end() {
        while (!ends.isEmpty()) {
            try {
                ends.pop().run();
            } catch (Crashed e) {
                if (CrashPoints.died() == null) {
                    throw e;
                }
            }
        }
    }

    private static final class Unwavering implements Policy {

        @Override
        public int parallel() {
            return 4;
        }

        @Override
        public List<Duration> pauses() {
            return List.of();
        }

        @Override
        public Duration backOff() {
            return Duration.ZERO;
        }

        @Override
        public Duration shadows() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int interruptions() {
            return 10_000;
        }
    }
}
