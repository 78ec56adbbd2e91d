package ai.kaleem.release.agent.outbound.http;

import ai.kaleem.release.agent.deploy.Metrics;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prometheus' HTTP API: instant queries. */
public final class PrometheusApi implements Metrics {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** One number needs less; a query that forgot its sum may have very many. */
    private static final long LONGEST = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    @Override
    public CompletableFuture<Reading> ask(String url, String query) {
        try {
            var request = HttpRequest.newBuilder(URI.create("%s/api/v1/query?timeout=%ds&query=%s"
                            .formatted(
                                    url.replaceFirst("/+$", ""),
                                    ANSWER.toSeconds(),
                                    URLEncoder.encode(query, StandardCharsets.UTF_8))))
                    .timeout(ANSWER)
                    .header("User-Agent", "kaleem-release-agent")
                    .build();
            var body = HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LONGEST);
            return client.sendAsync(request, body)
                    // The request's own time ends with the headers.
                    .orTimeout(ANSWER.plus(CONNECT).toMillis(), TimeUnit.MILLISECONDS)
                    .handle((answer, failure) -> failure == null ? reading(answer) : nothing(url, failure));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(
                    new Reading.Nothing("%s is no address of a Prometheus server".formatted(url)));
        }
    }

    private static Reading nothing(String url, Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new Reading.Nothing(
                switch (cause) {
                    case HttpTimeoutException _, TimeoutException _ ->
                        "no answer from %s within %d s".formatted(url, ANSWER.toSeconds());
                    case ConnectException _ -> "nobody listens at %s".formatted(url);
                    default -> "%s broke off: %s".formatted(url, cause.getMessage());
                });
    }

    private static Reading reading(HttpResponse<String> answer) {
        try {
            var told = JSON.readTree(answer.body());
            if (told.path("status").asString("").equals("success")) {
                return reading(told.path("data"));
            }
            var said = told.path("error").asString("");
            return new Reading.Nothing(
                    said.isEmpty()
                            ? "HTTP %d, and not as Prometheus answers".formatted(answer.statusCode())
                            : "Prometheus says: %s".formatted(said));
        } catch (JacksonException e) {
            return new Reading.Nothing("HTTP %d, and not as Prometheus answers".formatted(answer.statusCode()));
        }
    }

    private static Reading reading(JsonNode data) {
        var result = data.path("result");
        return switch (data.path("resultType").asString("")) {
            case "scalar" -> number(result.path(1).asString(""));
            case "vector" ->
                switch (result.size()) {
                    case 0 -> new Reading.Nothing("the answer is empty");
                    case 1 -> number(result.path(0).path("value").path(1).asString(""));
                    default ->
                        new Reading.Nothing("the answer has %d numbers and not one: sum them up in the query"
                                .formatted(result.size()));
                };
            default -> new Reading.Nothing("the answer is no number: ask for an instant vector or a scalar");
        };
    }

    /** {@code NaN}, {@code +Inf} and {@code -Inf} are what a division by nothing comes to. */
    private static Reading number(String text) {
        try {
            var value = Double.parseDouble(text.replace("Inf", "Infinity"));
            return Double.isFinite(value)
                    ? new Reading.Number(value)
                    : new Reading.Nothing("the answer is %s".formatted(text));
        } catch (NumberFormatException e) {
            return new Reading.Nothing("the answer is no number");
        }
    }
}
