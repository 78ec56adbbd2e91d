package ai.kaleem.release.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
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

    private AgentProcess failingAt(Path path, int from) throws IOException {
        return AgentProcess.start(
                "agent",
                folder.resolve("data"),
                NO_BROKER,
                folder.resolve("agent.log"),
                "strace",
                "-f",
                "-qq",
                "--seccomp-bpf",
                "-o",
                "/dev/null",
                "-P",
                path.toString(),
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                "inject=fsync,fdatasync:error=EIO:when=%d+".formatted(from));
    }

    @Test
    void endsWhenTheJournalIsNotConfirmed() throws Exception {
        try (var healthy =
                AgentProcess.start("agent", folder.resolve("data"), NO_BROKER, folder.resolve("healthy.log"))) {
            healthy.awaitSaid("Started DeployAgent");
        }
        try (var agent = failingAt(folder.resolve("data/journal.db-wal"), 1)) {
            assertThat(agent.awaitExit()).isIn(1, EX_IOERR);
            assertThat(agent.said()).contains("journal.db");
        }
        try (var again = AgentProcess.start("agent", folder.resolve("data"), NO_BROKER, folder.resolve("again.log"))) {
            again.awaitSaid("Started DeployAgent");
        }
    }
}
