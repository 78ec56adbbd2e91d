package ai.kaleem.release.agent.outbound.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.Journal;
import ai.kaleem.release.agent.deploy.JournalClosed;
import ai.kaleem.release.agent.deploy.JournalContract;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.PlaceState;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.common.messaging.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTests implements JournalContract {

    private static final Place SHOP = new Place("shop", "production");

    @TempDir
    Path folder;

    private final List<SQLException> losses = new ArrayList<>();
    private Database database;
    private SqliteJournal journal;
    private SqliteOutbox outbox;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("journal.db"), losses::add);
        journal = SqliteJournal.of(
                database, new Envelopes("deploy-agent", Clock.systemUTC(), Traces.NONE), Clock.systemUTC());
        outbox = new SqliteOutbox(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    public Journal journal() {
        return journal;
    }

    private static Fact.AgentFact fact(DeploymentId id, long revision) {
        return Fact.AgentFact.of(new AgentReport(
                ReleaseId.next(),
                id,
                "vps-1",
                "shop",
                "production",
                1,
                revision,
                Instant.now(),
                AgentReport.Phase.RUNNING,
                List.of(),
                List.of(),
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null));
    }

    private void tell(Fact.AgentFact... facts) {
        journal.transact(entries -> {
            for (var fact : facts) {
                entries.tell(fact);
            }
            return facts.length;
        });
    }

    @Test
    void keepsFactsInOrderUntilTheyAreSent() {
        var one = DeploymentId.next();
        var other = DeploymentId.next();
        tell(fact(one, 1), fact(other, 1), fact(one, 2));

        var unsent = outbox.unsent(one.value());
        assertThat(unsent).hasSize(2).allSatisfy(it -> {
            assertThat(it.routingKey()).isEqualTo("agent.progressed.vps-1");
            assertThat(it.subject()).isEqualTo(one.value());
        });
        assertThat(unsent.getFirst().body()).contains("\"revision\":1");
        assertThat(outbox.ownersWithUnsent(Instant.now().plusSeconds(1), 10))
                .containsExactly(one.value(), other.value());
        assertThat(outbox.ownersWithUnsent(Instant.now().minusSeconds(10), 10)).isEmpty();

        outbox.sent(one.value(), unsent.stream().map(Outgoing::id).toList());
        outbox.sent(one.value(), List.of("never-there"));
        assertThat(outbox.unsent(one.value())).isEmpty();
        assertThat(outbox.unsent(other.value())).hasSize(1);
    }

    @Test
    void forgetsAFactWhoseTransactionFailed() {
        var id = DeploymentId.next();
        assertThatThrownBy(() -> journal.transact(entries -> {
                    entries.tell(fact(id, 1));
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(outbox.unsent(id.value())).isEmpty();
    }

    @Test
    void hasItAllAfterItWasOpenedAgain() {
        var id = DeploymentId.next();
        tell(fact(id, 1));
        journal.transact(entries -> {
            entries.put(new PlaceState(SHOP, 5, null));
            return true;
        });
        database.close();
        open();
        assertThat(outbox.unsent(id.value())).hasSize(1);
        assertThat(journal.transact(it -> it.place(SHOP)).epoch()).isEqualTo(5);
    }

    @Test
    void losesNoCommitWhenTheProcessIsKilled() throws IOException {
        var file = folder.resolve("killed.db");
        var writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgedWriter.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var acknowledged = 0L;
        try (var lines = writer.inputReader()) {
            for (int i = 0; i < 200; i++) {
                acknowledged = Long.parseLong(lines.readLine());
            }
            // Through the handle, which leaves open what the process had still said.
            writer.toHandle().destroyForcibly();
            for (var line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                acknowledged = Math.max(acknowledged, Long.parseLong(line));
            }
        }
        try (var reopened = Database.open(file, losses::add)) {
            var after = SqliteJournal.of(
                    reopened, new Envelopes("reader", Clock.systemUTC(), Traces.NONE), Clock.systemUTC());
            assertThat(after.transact(it -> it.place(AcknowledgedWriter.SHOP)).epoch())
                    .isBetween(acknowledged, acknowledged + 1);
        }
    }

    @Test
    void endsTheProcessWhenTheFileFails() throws SQLException {
        try (var intruder = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var statement = intruder.createStatement()) {
            statement.execute("DROP TABLE outbox");
        }
        assertThatThrownBy(() -> tell(fact(DeploymentId.next(), 1))).isInstanceOf(JournalClosed.class);
        assertThat(losses).hasSize(1);
        assertThat(journal.isOpen()).isFalse();
        assertThatThrownBy(() -> journal.transact(Journal.Entries::places)).isInstanceOf(JournalClosed.class);
    }

    @Test
    void refusesAFileOfANewerVersion() throws SQLException {
        database.close();
        try (var newer = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var statement = newer.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(this::open).isInstanceOf(JournalClosed.class).hasMessageContaining("newer agent");
    }

    @Test
    void isReadableByTheOwnerAlone() throws IOException {
        journal.transact(Journal.Entries::places);
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(it)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void syncsEveryCommit() {
        var settings = database.transact(connection -> {
            try (var statement = connection.createStatement()) {
                var mode = statement.executeQuery("PRAGMA journal_mode").getString(1);
                var synchronous = statement.executeQuery("PRAGMA synchronous").getInt(1);
                return Map.of("mode", mode, "synchronous", synchronous);
            }
        });
        assertThat(settings).containsEntry("mode", "wal").containsEntry("synchronous", 2);
    }
}
