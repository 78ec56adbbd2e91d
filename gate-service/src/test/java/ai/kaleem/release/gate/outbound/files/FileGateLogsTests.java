package ai.kaleem.release.gate.outbound.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.gate.gate.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileGateLogsTests {

    private final RunId run = new RunId(DeploymentId.next(), GatePhase.BEFORE);

    @TempDir
    Path folder;

    private DataFolder data;
    private FileGateLogs logs;

    @BeforeEach
    void open() {
        data = DataFolder.open(folder.resolve("data"));
        logs = new FileGateLogs(data, 1_000);
    }

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void canBeReadWhileItIsWritten() throws IOException {
        assertThat(logs.read(run, "unit")).isEmpty();
        try (var log = logs.open(run, "unit")) {
            log.line("one");
            var text = logs.read(run, "unit").orElseThrow();
            log.line("two");

            assertThat(text.size()).isEqualTo(4);
            assertThat(text.from(0)).hasContent("one");
            assertThat(logs.read(run, "unit").orElseThrow().from(4)).hasContent("two");
            assertThat(logs.read(run, "unit").orElseThrow().from(100)).isEmpty();
        }
    }

    @Test
    void everyAttemptAddsToTheSameLog() throws IOException {
        write("unit", "one");
        write("unit", "two");

        assertThat(read("unit")).isEqualTo("one\ntwo\n");
    }

    @Test
    void keepsBeginningAndEndOfALogThatIsTooLong() throws IOException {
        try (var log = logs.open(run, "unit")) {
            log.line("the beginning");
            for (int i = 0; i < 100_000; i++) {
                log.line("line %d".formatted(i));
            }
            assertThat(new String(log.tail(), StandardCharsets.UTF_8))
                    .endsWith("line 99999\n")
                    .hasSize(64 * 1024);
        }

        assertThat(read("unit"))
                .startsWith("the beginning\nline 0\n")
                .contains("--- the log is longer than 1000 bytes; ")
                .endsWith("line 99999\n");
        assertThat(Files.size(onlyFile())).isLessThan(70_000);
    }

    @Test
    void losesNothingNearTheLimit() throws IOException {
        try (var log = logs.open(run, "unit")) {
            log.line("x".repeat(990));
            log.line("the end of it");
        }

        assertThat(read("unit").replaceAll("\n--- .* ---\n", "")).isEqualTo("x".repeat(990) + "\nthe end of it\n");
    }

    @Test
    void noNameOfAGateLeavesTheFolder() throws IOException {
        write("../../../escaped", "one");
        write(".", "two");

        assertThat(read("../../../escaped")).isEqualTo("one\n");
        assertThat(read(".")).isEqualTo("two\n");
        assertThat(folder.resolve("escaped.log")).doesNotExist();
    }

    @Test
    void forgetsLogsPastTheirAge() throws IOException {
        write("unit", "one");
        Files.setLastModifiedTime(
                onlyFile().getParent(), FileTime.from(Instant.now().minusSeconds(3600)));

        logs.removeOlderThan(Instant.now().minusSeconds(7200));
        assertThat(logs.read(run, "unit")).isPresent();
        logs.removeOlderThan(Instant.now().minusSeconds(60));
        assertThat(logs.read(run, "unit")).isEmpty();
    }

    @Test
    void removesWhateverGatesLeftAndNothingElse() throws IOException {
        var folders = new FileRunFolders(data);
        var opened = folders.open(run);
        var outside = Files.createDirectories(folder.resolve("outside"));
        Files.createFile(outside.resolve("kept"));
        var locked = Files.createDirectories(opened.home().resolve("cache"));
        Files.createFile(locked.resolve("module"));
        Files.createSymbolicLink(opened.home().resolve("link"), outside);
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));

        folders.remove(run);

        assertThat(opened.home().getParent()).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void oneProcessAtATimeHasTheFolderAndTheInstanceKeepsItsName() {
        var name = data.instance();
        assertThatThrownBy(() -> DataFolder.open(folder.resolve("data")))
                .hasMessageContaining("is used by another gate-service");

        data.close();
        data = DataFolder.open(folder.resolve("data"));

        assertThat(data.instance()).isEqualTo(name);
    }

    private void write(String gate, String text) throws IOException {
        try (var log = logs.open(run, gate)) {
            log.line(text);
        }
    }

    private String read(String gate) throws IOException {
        try (var text = logs.read(run, gate).orElseThrow().from(0)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.walk(folder.resolve("data/logs"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }
}
