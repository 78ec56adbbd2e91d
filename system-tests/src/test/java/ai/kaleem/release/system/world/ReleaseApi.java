package ai.kaleem.release.system.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API as a script of the team uses it: over HTTP, with a token, and without knowing anything of its inside. */
public final class ReleaseApi {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI address;
    private final @Nullable String token;

    ReleaseApi(URI address, @Nullable String token) {
        this.address = address;
        this.token = token;
    }

    /** The same API, asked with another token, or with none. */
    public ReleaseApi with(@Nullable String otherToken) {
        return new ReleaseApi(address, otherToken);
    }

    /** The same API at another address. */
    public ReleaseApi at(URI otherAddress) {
        return new ReleaseApi(otherAddress, token);
    }

    public URI address() {
        return address;
    }

    /** What came back; {@code body} is missing where it was no JSON. */
    public record Answer(int status, JsonNode body, HttpResponse<String> response) {

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** @throws AssertionError where the status is another one; tells the whole answer */
        public Answer expecting(int expected) {
            if (status != expected) {
                throw new AssertionError("%s %s: %d expected, got %d %s"
                        .formatted(
                                response.request().method(),
                                response.request().uri(),
                                expected,
                                status,
                                response.body()));
            }
            return this;
        }
    }

    public Answer get(String path) {
        return send("GET", path, null, "application/json", Map.of());
    }

    public Answer putPlan(String app, String yaml) {
        return send("PUT", "/api/v1/apps/" + app, yaml, "application/yaml", Map.of());
    }

    public Answer post(String path, Map<String, ?> body) {
        return post(path, body, Map.of());
    }

    public Answer post(String path, Map<String, ?> body, Map<String, String> headers) {
        return send("POST", path, JSON.writeValueAsString(body), "application/json", headers);
    }

    public Answer send(String method, String path, @Nullable String body, String type, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", type);
        }
        Optional.ofNullable(token).ifPresent(it -> request.header("Authorization", "Bearer " + it));
        headers.forEach(request::header);
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), read(response), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(HttpResponse<String> response) {
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return json ? JSON.readTree(response.body()) : JSON.missingNode();
    }
}
