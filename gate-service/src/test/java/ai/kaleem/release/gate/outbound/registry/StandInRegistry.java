package ai.kaleem.release.gate.outbound.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The manifests part of the distribution protocol over real HTTP, with or without tokens: stands in for a registry. */
public final class StandInRegistry implements AutoCloseable {

    static final String TOKEN = "an-anonymous-token";

    private final HttpServer server;
    private final Map<String, String> manifests = new ConcurrentHashMap<>();
    private final Map<String, String> digests = new ConcurrentHashMap<>();
    final List<String> asked = new ArrayList<>();
    volatile boolean wantsTokens;
    volatile boolean givesTokens = true;
    volatile boolean wantsPasswords;
    /** {@code user:password} that it takes, or a refresh token. */
    volatile String knows = "";

    volatile int broken;

    public StandInRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/", this::manifest);
        server.createContext("/token", this::token);
        server.start();
    }

    /** From now on it answers nobody without a token, and gives one to whoever asks. */
    public StandInRegistry wantingTokens() {
        wantsTokens = true;
        return this;
    }

    public String name() {
        return "127.0.0.1:%d".formatted(server.getAddress().getPort());
    }

    /** @param digest null for a registry that leaves the header out */
    public StandInRegistry with(String repository, String reference, String manifest, String digest) {
        var path = "/v2/%s/manifests/%s".formatted(repository, reference);
        manifests.put(path, manifest);
        if (digest != null) {
            digests.put(path, digest);
        }
        return this;
    }

    private void manifest(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            asked.add("%s %s".formatted(exchange.getRequestMethod(), path));
            var manifest = manifests.get(path);
            if (broken > 0) {
                exchange.sendResponseHeaders(broken, -1);
            } else if (wantsPasswords && !knows(exchange)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"private\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (wantsTokens
                    && !("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders()
                        .set(
                                "WWW-Authenticate",
                                "Bearer realm=\"http://%s/token\",service=\"stand in\",scope=\"repository:owner/api:pull\""
                                        .formatted(name()));
                exchange.sendResponseHeaders(401, -1);
            } else if (manifest == null
                    || !exchange.getRequestHeaders().getFirst("Accept").contains("vnd.oci.image.index.v1+json")) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                answer(exchange, path, manifest.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private boolean knows(HttpExchange exchange) {
        var basic = "Basic " + Base64.getEncoder().encodeToString(knows.getBytes(StandardCharsets.UTF_8));
        return basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void answer(HttpExchange exchange, String path, byte[] manifest) throws IOException {
        if (digests.containsKey(path)) {
            exchange.getResponseHeaders().set("Docker-Content-Digest", digests.get(path));
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(manifest.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, manifest.length);
            exchange.getResponseBody().write(manifest);
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        try (exchange) {
            var form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(form.isEmpty() ? "token " + exchange.getRequestURI().getRawQuery() : "oauth " + form);
            if (!givesTokens && !knows(exchange) && !form.contains("refresh_token=" + knows + "&")) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            var body = "{\"token\":\"%s\"}".formatted(TOKEN).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
