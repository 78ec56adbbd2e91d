package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Execution;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A store's own tools, run inside its container. */
record Tool(Engine engine, String container, Map<String, String> environment, Duration timeout) {

    /** Runs to a good end; its arguments stay untold, as people write passwords there. */
    void run(List<String> argv, OutputStream out) throws IOException {
        var result = new Execution(engine).run(container, argv, environment, out, timeout);
        if (!result.succeeded()) {
            throw new ToolFailed(
                    "'%s' in container '%s' ended with %d".formatted(argv.getFirst(), container, result.exitCode()),
                    result.errors());
        }
    }

    void run(List<String> argv) throws IOException {
        run(argv, OutputStream.nullOutputStream());
    }

    /** What it prints, without the last line's end. */
    String ask(List<String> argv) throws IOException {
        var out = new ByteArrayOutputStream();
        run(argv, out);
        return out.toString(UTF_8).strip();
    }

    /** What the container was given as that variable. */
    static Optional<String> variable(InspectContainerResponse container, String name) {
        return Stream.of(Objects.requireNonNullElse(container.getConfig().getEnv(), new String[0]))
                .filter(it -> it.startsWith(name + "="))
                .map(it -> it.substring(name.length() + 1))
                .filter(it -> !it.isEmpty())
                .findFirst();
    }

    /** @throws IOException where there is none of that name, or it does not run */
    static InspectContainerResponse running(Engine engine, String container) throws IOException {
        var found = engine.find(
                        "Looking at container " + container,
                        docker -> docker.inspectContainerCmd(container).exec())
                .orElseThrow(() -> new IOException("there is no container '%s'".formatted(container)));
        if (!Boolean.TRUE.equals(found.getState().getRunning())) {
            throw new IOException("container '%s' does not run".formatted(container));
        }
        return found;
    }
}
