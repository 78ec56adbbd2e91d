package ai.kaleem.release.system.rolling;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Whoever hears of releases: keeps each notice as it came, repeats too. */
final class Team implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final Path secret;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    /** @param id the same for a repeat of the same notice */
    record Heard(String id, String release, long number, String occasion) {}

    Team(Path folder) {
        try {
            Files.createDirectories(folder);
            secret = Files.writeString(folder.resolve("hook.secret"), "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::receive);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var data = JSON.readTree(exchange.getRequestBody().readAllBytes()).path("data");
            heard.add(new Heard(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    data.path("release").asString(),
                    data.path("number").asLong(),
                    data.path("occasion").asString()));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    String url() {
        return "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort());
    }

    Path secret() {
        return secret;
    }

    /** What was heard of a release, a repeat under the same id once. */
    List<String> occasions(String release) {
        return heard.stream()
                .filter(it -> it.release().equals(release))
                .map(it -> it.id() + " " + it.occasion())
                .distinct()
                .map(it -> it.substring(it.lastIndexOf(' ') + 1))
                .toList();
    }

    Set<String> releases() {
        return heard.stream().map(Heard::release).collect(Collectors.toSet());
    }

    /** Notices that came again under the id they had. */
    long repeats() {
        return heard.size() - heard.stream().map(Heard::id).distinct().count();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
