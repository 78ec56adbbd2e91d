package ai.kaleem.release.api.inbound.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A real HTTP server that answers as gate-service's internal HTTP does. */
final class PlayedGates {

    private static final String TOKEN = "internal-token-of-the-tests";

    private final Map<String, String> logs = new ConcurrentHashMap<>();
    private final Map<String, String> proposals = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final Path tokenFile;

    PlayedGates(Path folder) {
        try {
            tokenFile = Files.writeString(folder.resolve("internal-token"), TOKEN + "\n");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/internal/runs/", this::answer);
            server.createContext("/internal/next-version", this::propose);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
    }

    Path tokenFile() {
        return tokenFile;
    }

    /** What it says of a ref; of others it says that there are none, and what it was asked. */
    void proposes(String ref, String proposal) {
        proposals.put(ref, proposal);
    }

    void wrote(String deployment, String phase, String gate, String log) {
        logs.put("/internal/runs/%s/%s/gates/%s/log".formatted(deployment, phase, gate), log);
    }

    private void propose(HttpExchange exchange) throws IOException {
        try (exchange) {
            var question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var known = proposals.entrySet().stream()
                    .filter(it -> question.contains("\"ref\":\"%s\"".formatted(it.getKey())))
                    .map(Map.Entry::getValue)
                    .findFirst();
            var body = known.orElse("{\"detail\": \"asked %s\"}".formatted(question.replace('"', '\'')))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known.isPresent() ? 200 : 422, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var log = logs.get(exchange.getRequestURI().getPath());
            if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
            } else if (log == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (log.equals("broken")) {
                exchange.sendResponseHeaders(500, -1);
            } else {
                var offset =
                        Integer.parseInt(exchange.getRequestURI().getQuery().replace("offset=", ""));
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(log.getBytes(StandardCharsets.UTF_8), offset, log.length() - offset);
            }
        }
    }
}
