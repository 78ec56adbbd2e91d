package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.oracle.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the Docker engine says it did with the containers of our shops, from {@code docker events}. */
final class EngineWitness implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> ACTIONS = Set.of("create", "start", "die", "destroy", "unhealthy");

    private final String prefix;
    private final Ledger ledger;
    private volatile Process process;
    private volatile boolean open = true;
    /** Of what was heard last, in nanoseconds since 1970. */
    private long heard = System.currentTimeMillis() / 1000 * 1_000_000_000;

    EngineWitness(String prefix, Ledger ledger) {
        this.prefix = prefix;
        this.ledger = ledger;
        this.process = listen();
        Thread.ofPlatform().daemon().name("engine-witness").start(this::read);
    }

    private Process listen() {
        try {
            return new ProcessBuilder(
                            "docker",
                            "events",
                            "--since",
                            "%d.%09d".formatted((heard + 1) / 1_000_000_000, (heard + 1) % 1_000_000_000),
                            "--filter",
                            "type=container",
                            "--filter",
                            "label=kaleem.release.app",
                            "--format",
                            "{{json .}}")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("docker events cannot be heard", e);
        }
    }

    private void read() {
        while (open) {
            try (var lines = process.inputReader()) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    note(JSON.readTree(line));
                }
            } catch (IOException e) {
                if (open) {
                    ledger.append("shown", "error", Map.of("service", "the harness itself", "line", e.toString()));
                }
            }
            listenAgain();
        }
    }

    /** The engine is one of what is killed; it tells what it did at its start to whoever comes later. */
    private synchronized void listenAgain() {
        if (open) {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            process = listen();
        }
    }

    private void note(JsonNode event) {
        heard = Math.max(heard, event.path("timeNano").asLong());
        var about = event.path("Actor").path("Attributes");
        var app = about.path("kaleem.release.app").asString("");
        // "health_status: unhealthy" is the only one of several words that matters here.
        var action = event.path("Action").asString("").replace("health_status: ", "");
        if (!app.startsWith(prefix) || !ACTIONS.contains(action)) {
            return;
        }
        ledger.append(
                event.path("timeNano").asLong() / 1_000_000,
                "engine",
                action,
                Map.of(
                        "container", event.path("Actor").path("ID").asString(""),
                        "name", about.path("name").asString(""),
                        "app", app,
                        "service", about.path("kaleem.release.service").asString(""),
                        "deployment", about.path("kaleem.release.deployment").asString(""),
                        "version", about.path("kaleem.release.version").asString("")));
    }

    @Override
    public synchronized void close() {
        open = false;
        process.destroy();
    }
}
