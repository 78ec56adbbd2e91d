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
import tools.jackson.databind.JsonNode;

/** A shop as its customers reach it: through the gateway's published port. */
final class Storefront {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final int port;

    Storefront(int port) {
        this.port = port;
    }

    /** Who answers; empty where nobody does. */
    String version() {
        try {
            var answer = send(ask("/api/version"));
            return answer.statusCode() == 200
                    ? ReleaseApi.JSON.readTree(answer.body()).path("version").asString()
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    JsonNode products() {
        return ReleaseApi.JSON.readTree(send(ask("/api/products"), 200)).path("products");
    }

    void sells(String name, double price) {
        var product = ReleaseApi.JSON.writeValueAsString(Map.of("name", name, "price", price));
        send(ask("/api/products").POST(BodyPublishers.ofString(product)), 201);
    }

    private static String send(HttpRequest.Builder request, int expected) {
        try {
            var answer = send(request);
            if (answer.statusCode() != expected) {
                throw new AssertionError(
                        "%s answered %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder ask(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(10));
    }
}
