package ai.kaleem.release.agent.outbound.http;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Prometheus, which scrapes a page of this process. Its program is Debian's {@code prometheus}, from the {@code PATH} or
 * where {@code scripts/prepare prometheus} puts it.
 */
final class RealPrometheus implements AutoCloseable {

    private final AtomicReference<String> page = new AtomicReference<>("");
    private final HttpServer scraped;
    private final Process process;
    private final String url;

    RealPrometheus(Path folder) throws IOException {
        var program = program();
        var port = freePort();
        url = "http://127.0.0.1:%d".formatted(port);
        scraped = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        scraped.createContext("/metrics", exchange -> {
            var body = page.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        scraped.start();
        var configuration = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - job_name: shop
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(
                        scraped.getAddress().getPort()));
        process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    private static Path program() {
        var cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(it -> !it.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"));
        var path = Stream.of(System.getenv("PATH").split(":")).map(Path::of);
        var found = Stream.concat(path, Stream.of(cache.resolve("kaleem-release")))
                .map(it -> it.resolve("prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && Files.exists(Path.of("/etc/debian_version"))) {
            throw new IllegalStateException("There is no prometheus on this host: run scripts/prepare prometheus");
        }
        Assumptions.assumeTrue(
                found.isPresent(), "Needs the program prometheus on the PATH: see scripts/prepare prometheus");
        return found.orElseThrow();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return url;
    }

    /** Returns once it has scraped that, and says so. */
    void scrapes(String lines, Runnable until) {
        page.set(lines);
        await("Prometheus has scraped %s".formatted(lines))
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .failFast("Prometheus has ended", () -> !process.isAlive())
                .untilAsserted(until::run);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        scraped.stop(0);
    }
}
