package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.oracle.Ledger;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/** A webhook and a chat that write down what they hear before they answer. */
final class Receivers implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final Ledger ledger;
    private final Path folder;

    Receivers(Path folder, Ledger ledger) {
        this.ledger = ledger;
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Files.writeString(secretFile(), "whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/hook", this::hook);
        server.createContext("/chat/", this::chat);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void hook(HttpExchange exchange) throws IOException {
        try (exchange) {
            var data = JSON.readTree(exchange.getRequestBody().readAllBytes()).path("data");
            ledger.append(
                    "webhook",
                    "notice",
                    Map.of(
                            "id", exchange.getRequestHeaders().getFirst("webhook-id"),
                            "release", data.path("release").asString(),
                            "deployment", data.path("deployment").asString(),
                            "number", data.path("number").asLong(),
                            "occasion", data.path("occasion").asString()));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private void chat(HttpExchange exchange) throws IOException {
        try (exchange) {
            var text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var app = exchange.getRequestURI().getPath().substring("/chat/".length());
            ledger.append("chat", "notice", Map.of("app", app, "text", text));
            var ok = "ok".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, ok.length);
            exchange.getResponseBody().write(ok);
        }
    }

    String webhook() {
        return "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort());
    }

    Path secretFile() {
        return folder.resolve("hook.secret");
    }

    /** The file with the address of a shop's own chat. */
    Path chatFile(String app) {
        try {
            return Files.writeString(
                    folder.resolve(app + ".chat"),
                    "http://127.0.0.1:%d/chat/%s".formatted(server.getAddress().getPort(), app));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
