package ai.kaleem.release.common.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The real Docker Compose, version 2, for a project in a folder: {@code docker-compose} from the {@code PATH} or where
 * {@code scripts/prepare compose} puts it.
 */
public final class DockerCompose {

    private static final String PROGRAM = "docker-compose";
    private static final long PATIENCE_SECONDS = 180;

    private final Path program;
    private final Path folder;
    private final String project;

    /** Skips the test where there is none, and it is no Debian, which has one. */
    public DockerCompose(Path folder, String project) {
        this.program = program();
        this.folder = folder;
        this.project = project;
    }

    private static Path program() {
        var cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(it -> !it.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"));
        var path = Stream.of(System.getenv("PATH").split(":")).map(Path::of);
        // An older Debian has version 1 under this name.
        var found = Stream.concat(Stream.of(cache.resolve("kaleem-release")), path)
                .map(it -> it.resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && Files.exists(Path.of("/etc/debian_version"))) {
            throw new IllegalStateException("There is no docker-compose on this host: run scripts/prepare compose");
        }
        Assumptions.assumeTrue(
                found.isPresent(), "Needs the program docker-compose on the PATH: see scripts/prepare compose");
        return found.orElseThrow();
    }

    /** What it says, errors included. */
    public String run(String... arguments) {
        var command = new ArrayList<>(List.of(program.toString(), "--ansi", "never", "--project-name", project));
        command.addAll(List.of(arguments));
        try {
            var output = Files.createTempFile("compose", ".log");
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            var said = Files.readString(output);
            Files.delete(output);
            if (process.isAlive() || process.exitValue() != 0) {
                throw new IllegalStateException("%s failed: %s".formatted(String.join(" ", command), said));
            }
            return said;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
