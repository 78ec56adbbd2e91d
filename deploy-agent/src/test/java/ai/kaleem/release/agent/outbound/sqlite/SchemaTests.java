package ai.kaleem.release.agent.outbound.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.Deployment;
import ai.kaleem.release.agent.deploy.JournalClosed;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal of the first version, in the hands of an agent whose schema has one more. */
class SchemaTests {

    private static final List<String> NEXT = List.of(
            "ALTER TABLE deployment ADD COLUMN canary TEXT NOT NULL DEFAULT 'none'",
            "CREATE TABLE sample (deployment TEXT NOT NULL REFERENCES deployment (id), at INTEGER NOT NULL)",
            "UPDATE deployment SET canary = 'unknown' WHERE ended = 0");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void copy() throws IOException {
        file = folder.resolve("journal.db");
        try (var made = SchemaTests.class.getResourceAsStream("/journal-1.db")) {
            Files.copy(made, file);
        }
    }

    private static List<List<String>> with(List<String> next) {
        var versions = new ArrayList<>(Schema.VERSIONS);
        versions.add(next);
        return versions;
    }

    private Database open(List<List<String>> versions) {
        return Database.open(file, versions, failure -> {});
    }

    private static List<String> underWay(Database database) {
        var journal = SqliteJournal.of(
                database, new Envelopes("deploy-agent", Clock.systemUTC(), Traces.NONE), Clock.systemUTC());
        return journal.transact(it -> it.unfinished(new Place("shop", "production"))).stream()
                .map(Deployment::request)
                .map(it -> it.version())
                .toList();
    }

    private static int version(Database database) {
        return database.transact(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("PRAGMA user_version")) {
                return rows.getInt(1);
            }
        });
    }

    @Test
    void bringsAnOlderJournalUpWithAllThatIsInIt() {
        try (var database = open(with(NEXT))) {
            assertThat(version(database)).isEqualTo(Schema.VERSIONS.size() + 1);
            assertThat(underWay(database)).containsExactly("2");
        }
        assertThatThrownBy(() -> open(Schema.VERSIONS))
                .isInstanceOf(JournalClosed.class)
                .hasMessageContaining("start the newer agent");
        try (var database = open(with(NEXT))) {
            assertThat(underWay(database)).containsExactly("2");
        }
    }

    @Test
    void leavesAnOlderJournalAsItIsWhereItCannot() {
        var broken = with(List.of(NEXT.getFirst(), "UPDATE nowhere SET canary = 1"));
        assertThatThrownBy(() -> open(broken)).isInstanceOf(JournalClosed.class).hasMessageContaining("nowhere");
        try (var database = open(Schema.VERSIONS)) {
            assertThat(version(database)).isEqualTo(Schema.VERSIONS.size());
            assertThat(underWay(database)).containsExactly("2");
        }
    }
}
