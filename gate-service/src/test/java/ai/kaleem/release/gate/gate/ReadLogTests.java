package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.outbound.files.DataFolder;
import ai.kaleem.release.gate.outbound.files.FileGateLogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real log files, some of which are gone or cut short. */
class ReadLogTests {

    private static final String OUTPUT = "a line that the gate wrote\n".repeat(20);

    private final MemoryRuns runs = new MemoryRuns();

    @TempDir
    Path folder;

    private DataFolder data;
    private FileGateLogs logs;
    private RunId id;
    private Path file;

    @BeforeEach
    void aGateHasRun() throws IOException {
        data = DataFolder.open(folder);
        logs = new FileGateLogs(data, 1_000_000);
        var run = GateRun.of(before(new Source("file:///shop", "main"), program("unit", "true")), null, World.NOW);
        id = run.id();
        runs.add(run);
        runs.change(id, it -> it.started("unit", World.NOW));
        try (var log = logs.open(id, "unit")) {
            log.write(OUTPUT.getBytes(StandardCharsets.UTF_8), 0, OUTPUT.length());
        }
        file = folder.resolve("logs").resolve(id.toString()).resolve("unit.log");
    }

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void readsTheWholeFile() throws IOException {
        end();

        assertThat(text()).isEqualTo(OUTPUT);
    }

    @Test
    void showsWhatTheReportKeepsAndSaysSoWhereTheFileIsGone() throws IOException {
        end();
        Files.delete(file);

        assertThat(text()).isEqualTo(ReadLog.NOT_HERE + OUTPUT);
    }

    @Test
    void showsWhatTheReportKeepsAndSaysSoWhereTheFileIsCutShort() throws IOException {
        end();
        Files.writeString(file, OUTPUT.substring(0, 10));

        assertThat(text()).isEqualTo(ReadLog.NOT_HERE + OUTPUT);
    }

    @Test
    void claimsNothingOfAGateThatRunsElsewhere() throws IOException {
        Files.delete(file);

        assertThat(text()).isEmpty();
        assertThat(new ReadLog(runs, logs).read(id, "unit").orElseThrow().complete())
                .isFalse();
    }

    private void end() {
        runs.change(
                id,
                it -> it.finished(
                        "unit", new Outcome.Failed("exit 1"), OUTPUT.getBytes(StandardCharsets.UTF_8), World.NOW));
    }

    private String text() throws IOException {
        var log = new ReadLog(runs, logs).read(id, "unit").orElseThrow();
        try (var text = log.text().from(0)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
