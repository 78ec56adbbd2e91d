package ai.kaleem.release.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of a real agent process says no when it is to confirm what was written. */
class FailingDiskTests {

    private static final String NO_BROKER = "amqp://nobody:nothing@127.0.0.1:1";

    /** Of {@code sysexits.h}: an input or output error. */
    private static final int EX_IOERR = 74;

    @TempDir
    Path folder;

    @BeforeAll
    static void canInject() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "No strace here, which makes the disk fail");
        var tried = new ProcessBuilder("strace", "-qq", "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(
                tried.waitFor(10, TimeUnit.SECONDS) && tried.exitValue() == 0,
                "strace may not trace here, so no disk can be made to fail");
    }

    /** From when this returns, nothing that is written to the journal is confirmed. */
    private Process failing(AgentProcess agent) throws IOException {
        var said = folder.resolve("strace.log");
        var tracer = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-o",
                        "/dev/null",
                        "-P",
                        journal() + "-wal",
                        "-e",
                        "trace=fsync,fdatasync",
                        "-e",
                        "inject=fsync,fdatasync:error=EIO",
                        "-p",
                        String.valueOf(agent.pid()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(said).contains("attached"));
        return tracer;
    }

    private Path journal() {
        return folder.resolve("data/journal.db");
    }

    /** A deployment is under way in it, whose containers are not on this host. */
    @BeforeEach
    void copy() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        try (var made = FailingDiskTests.class.getResourceAsStream("/journal-1.db")) {
            Files.copy(made, journal());
        }
    }

    private String underWay() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + journal());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT phase FROM deployment ORDER BY number DESC LIMIT 1")) {
            return rows.getString(1);
        }
    }

    @Test
    void endsInTheMiddleOfADeployment() throws Exception {
        // The work waits for its engine, which comes once the disk fails.
        var engine = folder.resolve("engine.sock");
        try (var agent = start("failing", "unix://" + engine)) {
            agent.awaitSaid("Started DeployAgent");
            var tracer = failing(agent);
            Files.createSymbolicLink(
                    engine, Path.of(URI.create(DockerPlace.SOCKET).getPath()));
            assertThat(agent.awaitExit()).as(agent.said()).isEqualTo(EX_IOERR);
            tracer.destroy();
            assertThat(agent.lastLine())
                    .contains("The journal %s failed".formatted(journal()))
                    .contains("The agent ends, to go on from what is on the disk");
        }
        assertThat(underWay()).isEqualTo("RUNNING");
        try (var agent = start("again", DockerPlace.SOCKET)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> underWay().equals("FAILED"));
            assertThat(agent.isAlive()).isTrue();
        }
    }

    private AgentProcess start(String log, String engine) throws IOException {
        return AgentProcess.start("vps-1", folder.resolve("data"), NO_BROKER, folder.resolve(log + ".log"), engine);
    }
}
