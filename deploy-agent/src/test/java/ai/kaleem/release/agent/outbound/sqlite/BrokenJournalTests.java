package ai.kaleem.release.agent.outbound.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.agent.deploy.JournalClosed;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is not as an agent left it is named and refused, and stays as it was found. */
class BrokenJournalTests {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void copy() throws IOException {
        file = folder.resolve("journal.db");
        try (var made = BrokenJournalTests.class.getResourceAsStream("/journal-1.db")) {
            Files.copy(made, file);
        }
    }

    private void open() {
        try (var database = Database.open(file, failure -> {})) {
            SqliteJournal.of(
                    database, new Envelopes("deploy-agent", Clock.systemUTC(), Traces.NONE), Clock.systemUTC());
        }
    }

    private void sql(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Map<String, String> files() throws IOException {
        var found = new HashMap<String, String>();
        try (var all = Files.list(folder)) {
            // What readers share among themselves is no content.
            all.filter(it -> !it.toString().endsWith("-shm"))
                    .forEach(it -> found.put(it.getFileName().toString(), content(it)));
        }
        // The log appears as soon as anybody looks; with nothing in it, it says nothing.
        found.remove("journal.db-wal", "");
        return found;
    }

    private static String content(Path file) {
        try {
            return Arrays.toString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void isRefused(String because) throws IOException {
        var before = files();
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalClosed.class)
                .hasMessageContaining("The journal %s cannot be used".formatted(file))
                .hasMessageContaining(because)
                .hasMessageContaining("leaves the file as it is")
                .hasMessageContaining("Put back a copy");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void takesOneThatIsWhole() {
        assertThatCode(this::open).doesNotThrowAnyException();
    }

    @Test
    void refusesOneThatIsEmpty() throws IOException {
        Files.write(file, new byte[0]);
        isRefused("it is empty");
    }

    @Test
    void refusesOneThatIsSomethingElse() throws IOException {
        Files.writeString(file, "a shopping list\n".repeat(1000));
        isRefused("not a database");
    }

    @Test
    void refusesOneThatIsCutOff() throws IOException {
        var whole = Files.readAllBytes(file);
        for (int length : new int[] {100, 4096, whole.length / 2, whole.length - 4096}) {
            Files.write(file, Arrays.copyOf(whole, length));
            isRefused("");
        }
    }

    @Test
    void refusesOneWithAPageOfNoise() throws IOException {
        var whole = Files.readAllBytes(file);
        for (int page = 1; page < whole.length / 4096; page++) {
            var broken = whole.clone();
            Arrays.fill(broken, page * 4096, page * 4096 + 200, (byte) 0x5a);
            Files.write(file, broken);
            isRefused("");
        }
    }

    @Test
    void refusesOneThatIsGoneWhileItsLogIsThere() throws IOException {
        Files.move(file, folder.resolve("journal.db-wal"));
        isRefused("journal.db-wal is still there");
        assertThat(file).doesNotExist();
    }

    @Test
    void namesTheDeploymentThatCannotBeRead() throws SQLException {
        sql("UPDATE deployment SET saved = substr(saved, 1, length(saved) / 2) WHERE ended = 0");
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalClosed.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("entry of deployment 01");
    }

    @Test
    void namesWhatANewerAgentWrote() throws SQLException {
        sql("UPDATE deployment SET saved = json_set(saved, '$.report.phase', 'PAUSED') WHERE ended = 0");
        assertThatThrownBy(this::open).isInstanceOf(JournalClosed.class).hasMessageContaining("PAUSED");
    }

    @Test
    void namesTheDeploymentThatIsMissing() throws SQLException {
        sql("PRAGMA foreign_keys = OFF");
        sql("UPDATE place SET serving = '01AAAAAAAAAAAAAAAAAAAAAAAA'");
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalClosed.class)
                .hasMessageContaining("no entry of deployment 01AAAAAAAAAAAAAAAAAAAAAAAA");
    }

    /** As a crash in the middle of the first start leaves it. */
    @Test
    void beginsAnewWhereOneWasOnlyHalfMade() throws IOException {
        Files.move(file, folder.resolve("journal.db.partial"));
        assertThatCode(this::open).doesNotThrowAnyException();
        assertThat(file).exists();
        assertThat(folder.resolve("journal.db.partial")).doesNotExist();
    }
}
