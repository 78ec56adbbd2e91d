package ai.kaleem.release.agent.inbound;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code GET /health}: 200 while the agent can work, 503 once it cannot. What it waits for, the broker or Docker, is told
 * and is no reason for 503, since starting the agent again would not bring it. The JDK's own server: a servlet container
 * would take more memory than the rest of the agent.
 */
public final class HealthEndpoint implements SmartLifecycle {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final InetSocketAddress address;
    private final BooleanSupplier works;
    private final Map<String, BooleanSupplier> others;
    private final Supplier<@Nullable String> trouble;
    private @Nullable HttpServer server;

    /**
     * @param works whether the agent can do anything at all
     * @param others by name, what it waits for where it is not there
     * @param trouble with the broker, in words; null where there is none
     */
    public HealthEndpoint(
            InetSocketAddress address,
            BooleanSupplier works,
            Map<String, BooleanSupplier> others,
            Supplier<@Nullable String> trouble) {
        this.address = address;
        this.works = works;
        this.others = others;
        this.trouble = trouble;
    }

    @Override
    public void start() {
        try {
            var started = HttpServer.create(address, 16);
            started.createContext("/health", this::answer);
            started.createContext("/actuator/health", this::answer);
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.start();
            server = started;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Health cannot be offered at %s (kaleem.agent.health-port): %s".formatted(address, e.getMessage()),
                    e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            var up = works.getAsBoolean();
            var asked =
                    others.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> ask(it.getValue())));
            var parts = asked.entrySet().stream()
                    .map(it -> "\"%s\":\"%s\""
                            .formatted(it.getKey(), word(it.getValue().join())))
                    .sorted()
                    .collect(Collectors.joining(","));
            var wrong = trouble.get();
            var words = wrong == null ? "" : ",\"description\":" + JSON.writeValueAsString(wrong);
            var body = "{\"status\":\"%s\",\"components\":{%s}%s}"
                    .formatted(word(up), parts, words)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(up ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** What hangs is not there. */
    private static CompletableFuture<Boolean> ask(BooleanSupplier other) {
        var asked = new CompletableFuture<Boolean>();
        Thread.ofVirtual().name("health-look").start(() -> {
            try {
                asked.complete(other.getAsBoolean());
            } catch (RuntimeException e) {
                asked.complete(false);
            }
        });
        return asked.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }

    /** The port it listens at, for a test that let the system choose. */
    int port() {
        return server == null ? -1 : server.getAddress().getPort();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }
}
