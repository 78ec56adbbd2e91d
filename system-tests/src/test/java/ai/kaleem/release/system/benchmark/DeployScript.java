package ai.kaleem.release.system.benchmark;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How releases were done before: Docker Compose replaces the container, then its health is asked 10 times, 20 s apart, and the
 * image before is started again when it never answered.
 */
final class DeployScript implements AutoCloseable {

    private static final int MAX_ATTEMPTS = 10;
    private static final Duration SLEEP = Duration.ofSeconds(Integer.getInteger("benchmark.sleepSeconds", 20));

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String compose;
    private final Wares wares;
    private final String project;
    private final Path file;
    private final int port;
    private String running = Wares.GOOD;

    /** @param compose the program of version 2 */
    DeployScript(Installation installation, Wares wares, String compose, String name, int port) {
        this.compose = compose;
        this.wares = wares;
        this.port = port;
        project = installation.prefix() + "-" + name;
        file = installation.folder().resolve(project + ".yml");
        try {
            Files.writeString(file, """
                    services:
                      api:
                        image: ${KALEEM_API_IMAGE}
                        container_name: %s-api
                        restart: unless-stopped
                        stop_grace_period: 5s
                        mem_limit: 256m
                        ports: ["127.0.0.1:%d:3000"]
                        labels: {"%s": "%s"}
                    """.formatted(
                            project,
                            port,
                            installation.label().split("=")[0],
                            installation.label().split("=")[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        up(Wares.GOOD, "--no-deps", "api");
        await("the first version answers").atMost(Duration.ofSeconds(60)).until(this::answers);
    }

    /** Where the program is: on the path, or where {@code scripts/prepare} keeps it. */
    static Optional<String> program() {
        var cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"));
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(":")).map(it -> Path.of(it, "docker-compose")),
                        Stream.of(cache.resolve("kaleem-release/docker-compose")))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    static DeployScript on(Installation installation, Wares wares, String compose) {
        return new DeployScript(installation, wares, compose, "script", Ports.free());
    }

    String project() {
        return project;
    }

    Crowd crowd() {
        return Crowd.at(port, "/api/products");
    }

    private void up(String version, String... more) {
        var argv = new ArrayList<>(List.of(compose, "-f", file.toString(), "-p", project, "up", "-d"));
        argv.addAll(List.of(more));
        Command.run(
                Map.of("KALEEM_API_IMAGE", wares.image(version)), Duration.ofMinutes(2), argv.toArray(String[]::new));
    }

    /** When the version that runs in the end was asked for: the new one, or the one before. */
    Instant releases(String version) {
        var begun = Instant.now();
        up(version, "--no-deps", "api");
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            if (answers()) {
                running = version;
                return begun;
            }
            // What this stands for sleeps, too.
            LockSupport.parkNanos(SLEEP.toNanos());
        }
        var back = Instant.now();
        up(running, "--no-deps", "api");
        await("the version before answers").atMost(Duration.ofSeconds(60)).until(this::answers);
        return back;
    }

    private boolean answers() {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/health".formatted(port)))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        Command.run(
                Map.of("KALEEM_API_IMAGE", wares.image(running)),
                Duration.ofMinutes(2),
                compose,
                "-f",
                file.toString(),
                "-p",
                project,
                "down",
                "--volumes");
    }
}
