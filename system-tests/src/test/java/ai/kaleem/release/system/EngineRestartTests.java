package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.system.world.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Docker engine restarts while the agent is stopped. */
class EngineRestartTests {

    private static final String PATH = System.getenv("PATH") + ":/usr/sbin:/sbin";

    /** Its path is short, as a socket's must be. */
    @TempDir
    private Path folder;

    @Test
    void trafficFlowsToTheRightVersionWithTheAgentStopped() {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may have an engine of its own");
        Stream.of("unshare", "dockerd", "ip").forEach(it -> assumeTrue(isThere(it), it + " is not installed"));

        var said = Command.run(
                Map.of("PATH", PATH, "DOCKER_HOST", "unix://" + folder.resolve("s")),
                Duration.ofMinutes(4),
                "unshare",
                "--net",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                // The shell is the first process there, and buries what containers leave behind.
                "sh",
                "-c",
                "ip link set lo up && \"$@\"; exit $?",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dkaleem.root=" + System.getProperty("kaleem.root", ".."),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                EngineRestart.class.getName(),
                folder.toString());

        assertThat(said).contains(EngineRestart.GOOD_END);
        System.out.println(said.lines()
                .filter(it -> it.contains(EngineRestart.GOOD_END))
                .findFirst()
                .orElseThrow());
    }

    private static boolean isThere(String program) {
        return Stream.of(PATH.split(":")).anyMatch(it -> Files.isExecutable(Path.of(it, program)));
    }
}
