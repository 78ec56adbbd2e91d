package ai.kaleem.release.gate.outbound.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Fact.GateFact;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.gate.gate.GateRun;
import ai.kaleem.release.gate.gate.RunId;
import ai.kaleem.release.gate.gate.Runs;
import ai.kaleem.release.gate.gate.RunsContract;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over MongoDB's protocol: the server of MONGODB_URI where one is given, else the embedded one. */
class MongoRunsTests implements RunsContract {

    private final Envelopes envelopes = new Envelopes("gate-service", Clock.systemUTC(), Traces.NONE);
    private final UnreadableDocuments unreadable = new UnreadableDocuments();
    private final List<String> woken = new CopyOnWriteArrayList<>();
    private EmbeddedMongo mongo;
    private MongoClient client;
    private MongoDatabase database;
    private RunOutbox outbox;

    @BeforeEach
    void open() {
        var given = System.getenv("MONGODB_URI");
        if (given == null || given.isBlank()) {
            mongo = EmbeddedMongo.inMemory();
            client = MongoClients.create(mongo.connectionString());
        } else {
            client = MongoClients.create(given);
        }
        database = client.getDatabase("gate-service-tests");
        outbox = new RunOutbox(database, envelopes, unreadable, Clock.systemUTC());
        runs("one").prepare();
    }

    @AfterEach
    void close() {
        database.drop();
        client.close();
        if (mongo != null) {
            mongo.close();
        }
    }

    private MongoRuns runs(String instance) {
        return new MongoRuns(database, envelopes, outbox, unreadable, woken::add, instance);
    }

    @Override
    public Runs runs() {
        return runs("one");
    }

    @Override
    public Runs others() {
        return runs("other");
    }

    @Override
    public List<GateReport> untold(RunId id) {
        return outbox.unsent(id.toString()).stream().map(this::report).toList();
    }

    @Test
    void aSentReportLeavesTheOutboxAndANewerOneStays() {
        var run = RunsContract.aRun();
        var id = run.id().toString();
        runs().add(run);
        var first = outbox.unsent(id);
        var newer = runs().change(run.id(), it -> it.equals(run) ? next(it) : it);

        outbox.sent(id, ids(first));

        assertThat(untold(run.id())).containsExactly(newer.report());
        assertThat(outbox.ownersWithUnsent(Clock.systemUTC().instant().plusSeconds(60), 10))
                .containsExactly(id);
        outbox.sent(id, ids(outbox.unsent(id)));
        assertThat(untold(run.id())).isEmpty();
        assertThat(new RunOutbox(database, envelopes, unreadable, Clock.systemUTC())
                        .ownersWithUnsent(Clock.systemUTC().instant().plusSeconds(60), 10))
                .isEmpty();
    }

    @Test
    void findsAfterARestartWhatACrashLeftUntold() {
        var run = RunsContract.aRun();
        runs().add(run);

        var afterwards = new RunOutbox(database, envelopes, unreadable, Clock.systemUTC());

        assertThat(afterwards.ownersWithUnsent(Clock.systemUTC().instant().plusSeconds(60), 10))
                .containsExactly(run.id().toString());
    }

    @Test
    void forgetsOldRunsThatAreOverAndTold() {
        var over = RunsContract.aRun();
        var untold = RunsContract.aRun();
        var running = RunsContract.aRun();
        List.of(over, untold, running).forEach(runs()::add);
        List.of(over, untold).forEach(it -> runs().change(it.id(), RunsContract::anEnd));
        outbox.sent(over.id().toString(), ids(outbox.unsent(over.id().toString())));
        outbox.sent(running.id().toString(), ids(outbox.unsent(running.id().toString())));

        runs("one").removeOlderThan(Instant.now().minusSeconds(60));
        assertThat(runs().find(over.id())).isPresent();

        runs("one").removeOlderThan(Instant.now().plusSeconds(60));
        assertThat(runs().find(over.id())).isEmpty();
        assertThat(runs().find(untold.id())).isPresent();
        assertThat(runs().find(running.id())).isPresent();
    }

    @Test
    void wakesTheRelayForEachReport() {
        var run = RunsContract.aRun();

        runs().add(run);
        runs().add(run);

        assertThat(woken).containsExactly(run.id().toString());
    }

    private static GateRun next(GateRun run) {
        return new GateRun(
                run.request(),
                run.traceparent(),
                run.revision() + 1,
                run.at(),
                run.at(),
                run.verdict(),
                run.commit(),
                run.images(),
                run.changes(),
                run.gates(),
                run.processes(),
                run.reason());
    }

    private static List<String> ids(List<Outgoing> messages) {
        return messages.stream().map(Outgoing::id).toList();
    }

    private GateReport report(Outgoing message) {
        try {
            var received = envelopes.open(message.body().getBytes(StandardCharsets.UTF_8), message.routingKey());
            return ((GateFact) received.data()).report();
        } catch (UnreadableMessage e) {
            throw new AssertionError(e);
        }
    }
}
