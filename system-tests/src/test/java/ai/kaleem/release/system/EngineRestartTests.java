package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.system.world.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Docker engine restarts while the agent is stopped. */
class EngineRestartTests {

    private static final String PATH = System.getenv("PATH") + ":/usr/sbin:/sbin";

    @Test
    void trafficFlowsToTheRightVersionWithTheAgentStopped() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may have an engine of its own");
        Stream.of("unshare", "dockerd", "ip").forEach(it -> assumeTrue(isThere(it), it + " is not installed"));

        // Its path is short, as a socket's must be.
        var folder = Files.createTempDirectory("kst");
        try {
            var said = inASpaceOfItsOwn(folder);
            assertThat(said).contains(EngineRestart.GOOD_END);
            said.lines().filter(it -> it.contains(EngineRestart.GOOD_END)).forEach(System.out::println);
        } finally {
            // What an engine keeps is full of links and of files that only root may read.
            Command.run("rm", "-rf", "--one-file-system", folder.toString());
        }
    }

    private static String inASpaceOfItsOwn(Path folder) {
        return Command.run(
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
    }

    private static boolean isThere(String program) {
        return Stream.of(PATH.split(":")).anyMatch(it -> Files.isExecutable(Path.of(it, program)));
    }
}
