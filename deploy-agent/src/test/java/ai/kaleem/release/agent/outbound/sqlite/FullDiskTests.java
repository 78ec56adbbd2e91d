package ai.kaleem.release.agent.outbound.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.JournalClosed;
import ai.kaleem.release.agent.outbound.disk.SmallDisk;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Traces;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a disk that is full, or small. */
class FullDiskTests {

    private static final String EVIDENCE = "a line of a container's output\n".repeat(500);
    private static final DeploymentId ONE = DeploymentId.next();

    @TempDir
    Path folder;

    private final List<SQLException> losses = new ArrayList<>();
    private long revision;

    private Database open() {
        return Database.open(folder.resolve("data/journal.db"), losses::add);
    }

    private static SqliteJournal journal(Database database) {
        return SqliteJournal.of(
                database, new Envelopes("deploy-agent", Clock.systemUTC(), Traces.NONE), Clock.systemUTC());
    }

    private static int told(Database database) {
        return new SqliteOutbox(database).unsent(ONE.value()).size();
    }

    private void tell(SqliteJournal journal) {
        var step = new AgentReport.Step(
                "healthy", AgentReport.StepState.FAILED, Instant.now(), Instant.now(), "It ended", EVIDENCE);
        var report = new AgentReport(
                ReleaseId.next(),
                ONE,
                "vps-1",
                "shop",
                "production",
                1,
                ++revision,
                Instant.now(),
                AgentReport.Phase.RUNNING,
                List.of(step),
                List.of(),
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null);
        journal.transact(entries -> {
            entries.tell(Fact.AgentFact.of(report));
            return report;
        });
    }

    @Test
    void writesDownWhatIsBegunToItsEndOnADiskThatIsFull() throws Exception {
        try (var disk = SmallDisk.of(folder.resolve("data"), 24)) {
            try (var database = open()) {
                var journal = journal(database);
                disk.fill();
                for (int i = 0; i < 100; i++) {
                    tell(journal);
                }
                assertThat(disk.free()).isZero();
            }
            assertThat(losses).isEmpty();
            try (var database = open()) {
                assertThat(told(database)).isEqualTo(100);
            }
        }
    }

    @Test
    void losesNothingThatItConfirmedWhenADiskGetsFull() throws Exception {
        try (var disk = SmallDisk.of(folder.resolve("data"), 24)) {
            int confirmed = 0;
            var database = open();
            var journal = journal(database);
            disk.fill();
            try {
                while (confirmed < 10_000) {
                    tell(journal);
                    confirmed++;
                }
            } catch (JournalClosed e) {
                assertThat(e).hasMessageContaining("full");
            }
            assertThat(confirmed).isBetween(100, 9_999);
            assertThat(losses).hasSize(1);
            assertThatThrownBy(() -> tell(journal)).isInstanceOf(JournalClosed.class);

            disk.makeRoom();
            try (var again = Database.open(disk.path().resolve("journal.db"), losses::add)) {
                assertThat(told(again)).isEqualTo(confirmed);
                tell(journal(again));
                assertThat(told(again)).isEqualTo(confirmed + 1);
            }
            database.close();
        }
    }

    @Test
    void doesWithoutAReserveOnASmallDisk() throws Exception {
        try (var disk = SmallDisk.of(folder.resolve("data"), 4)) {
            try (var database = open()) {
                tell(journal(database));
            }
            try (var database = open()) {
                assertThat(told(database)).isEqualTo(1);
                assertThat(disk.free()).isGreaterThan(3_000_000);
            }
            assertThat(losses).isEmpty();
        }
    }

    @Test
    void saysThatTheDiskIsFullWhenThereIsNoRoomAtAll() throws Exception {
        try (var disk = SmallDisk.of(folder.resolve("data"), 1)) {
            disk.fill();
            assertThatThrownBy(this::open)
                    .isInstanceOf(JournalClosed.class)
                    .hasMessageContaining("The disk with the journal %s is full"
                            .formatted(disk.path().resolve("journal.db")))
                    .hasMessageContaining("make room");
            assertThat(disk.path().resolve("journal.db")).doesNotExist();
            disk.makeRoom();
            open().close();
        }
    }
}
