package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.StepFailed;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a container was made with, beyond what its image says: an image that is released later brings its own command,
 * environment and healthcheck. What the image says too is empty or null here.
 *
 * @param environment {@code NAME=value}
 * @param labels those of Docker Compose too
 * @param networks by name, the names by which it is known there, its own name among them
 * @param volumes anonymous ones, {@code name:target}: they hold data that the next container needs
 */
record Template(
        String container,
        List<String> environment,
        Map<String, String> labels,
        @Nullable List<String> command,
        @Nullable List<String> entrypoint,
        @Nullable String user,
        @Nullable String workingDir,
        @Nullable String hostName,
        @Nullable String domainName,
        @Nullable String stopSignal,
        @Nullable Boolean tty,
        @Nullable Boolean stdinOpen,
        @Nullable HealthCheck healthcheck,
        HostConfig host,
        Map<String, List<String>> networks,
        List<String> volumes) {

    /** As docker-java reads the engine's own JSON, which an engine of tomorrow may add to. */
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** All but what the next container may have of its own: name, environment, labels, host and networks. */
    void applyTo(CreateContainerCmd container) {
        given(command, container::withCmd);
        given(entrypoint, container::withEntrypoint);
        given(user, container::withUser);
        given(workingDir, container::withWorkingDir);
        given(hostName, container::withHostName);
        given(domainName, container::withDomainName);
        given(stopSignal, container::withStopSignal);
        given(tty, container::withTty);
        given(stdinOpen, container::withStdinOpen);
        given(healthcheck, container::withHealthcheck);
    }

    private static <T> void given(@Nullable T value, Consumer<T> to) {
        if (value != null) {
            to.accept(value);
        }
    }

    /** What is mounted, whoever gave it a name. */
    List<Bind> binds() {
        var was = host.getBinds();
        return Stream.concat(
                        was == null ? Stream.of() : Stream.of(was),
                        volumes.stream().map(Bind::parse))
                .toList();
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new StepFailed(
                    "what %s was made with cannot be kept: %s".formatted(container, e.getMessage()), null, e);
        }
    }

    /** @throws StepFailed where it is gone, or was changed by hand */
    static Template read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), Template.class);
        } catch (IOException e) {
            throw new StepFailed(
                    "What Docker Compose made the service with cannot be read from %s: %s; bring the service up with Compose and adopt it again"
                            .formatted(
                                    file,
                                    e instanceof JsonProcessingException bad
                                            ? bad.getOriginalMessage()
                                            : e.getMessage()),
                    null,
                    e);
        }
    }
}
