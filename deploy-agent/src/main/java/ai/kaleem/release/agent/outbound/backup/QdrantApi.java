package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What of Qdrant's HTTP API is needed to take and read snapshots. */
final class QdrantApi implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BOUNDARY = "kaleem-release-snapshot";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private final Optional<String> key;
    private final Duration timeout;

    /** @param timeout of one call */
    QdrantApi(URI base, Optional<String> key, Duration timeout) {
        this.base = base;
        this.key = key;
        this.timeout = timeout;
    }

    List<String> collections() throws IOException {
        return ask("GET", "/collections")
                .path("collections")
                .valueStream()
                .map(it -> it.path("name").stringValue())
                .sorted()
                .toList();
    }

    /** How many there are, counted and not estimated. */
    long points(String collection) throws IOException {
        var request = request("%s/points/count".formatted(path(collection)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"exact\": true}"))
                .build();
        return read(request, "POST", send(request, BodyHandlers.ofString()))
                .path("count")
                .longValue();
    }

    /** Its name on the server, which keeps it until it is removed. */
    String snapshot(String collection) throws IOException {
        return ask("POST", "%s/snapshots".formatted(path(collection)))
                .path("name")
                .stringValue();
    }

    /** @param size in bytes */
    record Snapshot(InputStream content, long size) {}

    Snapshot download(String collection, String snapshot) throws IOException {
        var request = request("%s/snapshots/%s".formatted(path(collection), encoded(snapshot)))
                .GET()
                .build();
        var answer = send(request, BodyHandlers.ofInputStream());
        var size = answer.headers().firstValueAsLong("Content-Length");
        if (answer.statusCode() != 200 || size.isEmpty()) {
            answer.body().close();
            throw new IOException("Qdrant answered %d to the download of a snapshot of '%s'"
                    .formatted(answer.statusCode(), collection));
        }
        return new Snapshot(answer.body(), size.getAsLong());
    }

    void remove(String collection, String snapshot) throws IOException {
        ask("DELETE", "%s/snapshots/%s".formatted(path(collection), encoded(snapshot)));
    }

    /** The collection is as the snapshot has it, also where there was none of that name. */
    void recover(String collection, InputStream snapshot, long size) throws IOException {
        var head = """
                --%s\r
                Content-Disposition: form-data; name="snapshot"; filename="snapshot"\r
                Content-Type: application/octet-stream\r
                \r
                """.formatted(BOUNDARY);
        var content = BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> unclosed(snapshot)), size);
        var body = BodyPublishers.concat(
                BodyPublishers.ofString(head), content, BodyPublishers.ofString("\r\n--%s--\r\n".formatted(BOUNDARY)));
        var request = request("%s/snapshots/upload?priority=snapshot".formatted(path(collection)))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(body)
                .build();
        read(request, "POST", send(request, BodyHandlers.ofString()));
    }

    void drop(String collection) throws IOException {
        ask("DELETE", path(collection));
    }

    private JsonNode ask(String method, String path) throws IOException {
        BodyPublisher none = BodyPublishers.noBody();
        var request = request(path).method(method, none).build();
        return read(request, method, send(request, BodyHandlers.ofString()));
    }

    private static JsonNode read(HttpRequest request, String method, HttpResponse<String> answer) throws IOException {
        var path = request.uri().getPath();
        if (answer.statusCode() / 100 != 2) {
            throw new ToolFailed(
                    "Qdrant answered %d to %s %s".formatted(answer.statusCode(), method, path), answer.body());
        }
        try {
            return JSON.readTree(answer.body()).path("result");
        } catch (JacksonException e) {
            throw new IOException("Qdrant answered %s %s with what is no JSON".formatted(method, path), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(timeout);
        key.ifPresent(it -> request.header("api-key", it));
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private static String path(String collection) {
        return "/collections/" + encoded(collection);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }

    /** Whoever opened it reads on. */
    private static InputStream unclosed(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
