package ai.kaleem.release.system.world;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/** The team's receiver of notifications: a real server that checks the signature of each and keeps those that are genuine. */
public final class Inbox implements AutoCloseable {

    private final HttpServer server;
    private final byte[] key = new byte[32];
    private final Path secretFile;
    private final List<Notice> notices = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    /** @param occasion what the team is told of, e.g. {@code DEPLOYED} */
    public record Notice(String id, String release, String occasion, JsonNode body) {}

    Inbox(Path folder) {
        new SecureRandom().nextBytes(key);
        try {
            Files.createDirectories(folder);
            secretFile = Files.createTempFile(folder, "hook", ".secret");
            Files.writeString(secretFile, "whsec_" + Base64.getEncoder().encodeToString(key));
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/hook", this::receive);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var headers = exchange.getRequestHeaders();
            var id = headers.getFirst("webhook-id");
            var signed = "%s.%s.%s".formatted(id, headers.getFirst("webhook-timestamp"), body);
            if (!("v1," + sign(signed)).equals(headers.getFirst("webhook-signature"))) {
                refused.add(signed);
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            var data = ReleaseApi.JSON.readTree(body).path("data");
            notices.add(new Notice(
                    id, data.path("release").asString(), data.path("occasion").asString(), data));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private String sign(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, String> channel() {
        return Map.of(
                "url", "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()),
                "secretFile", secretFile.toString());
    }

    /** What the team was told of a release, in the order it came; a repeat under the same id counts once. */
    public List<String> occasions(String release) {
        return notices.stream()
                .filter(it -> it.release().equals(release))
                .collect(Collectors.toMap(Notice::id, Notice::occasion, (one, same) -> one, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    /** What came without a genuine signature. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
