package ai.kaleem.release.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks release-api. What may pass by itself, no connection, 429 and 503, is asked again for half a minute; a POST goes under one
 * key, so that it is done once.
 */
public final class Api {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int[] PAUSES = {1, 2, 4, 8, 15};

    private final HttpClient http;
    private final URI base;
    private final String token;
    private final Pause pause;
    private final Consumer<String> trouble;

    /** How one waits: tests do not. */
    public interface Pause {
        void seconds(int seconds) throws InterruptedException;
    }

    /** @param trouble hears of each try that came to nothing, while there are more */
    public Api(URI base, String token, Consumer<String> trouble) {
        this(base, token, trouble, it -> Thread.sleep(Duration.ofSeconds(it)));
    }

    Api(URI base, String token, Consumer<String> trouble, Pause pause) {
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
        this.base = base;
        this.token = token;
        this.trouble = trouble;
        this.pause = pause;
    }

    /** A path's part, however it is written. */
    public static String part(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    public URI base() {
        return base;
    }

    /** @throws Failure where it is refused, or nothing answers */
    public JsonNode get(String path) {
        return json(send(request(path).GET()));
    }

    /** Text as it is. */
    public String text(String path, String accept) {
        return send(request(path)
                        .header("Accept", accept + ", application/problem+json")
                        .GET())
                .body();
    }

    /** What the answer says; null where there is nothing in it. */
    public JsonNode post(String path, Map<String, ?> body) {
        return json(send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))));
    }

    public JsonNode put(String path, String type, String body) {
        return json(send(request(path).header("Content-Type", type).PUT(BodyPublishers.ofString(body))));
    }

    public void delete(String path) {
        send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("User-Agent", "kaleem-release");
    }

    private HttpResponse<String> send(HttpRequest.Builder builder) {
        var request = builder.build();
        try {
            for (var i = 0; ; i++) {
                String said;
                try {
                    var answer = http.send(request, BodyHandlers.ofString());
                    if (answer.statusCode() / 100 == 2) {
                        return answer;
                    }
                    if (answer.statusCode() != 429 && answer.statusCode() != 503) {
                        throw new Failure(Exit.REFUSED, problem(answer));
                    }
                    said = problem(answer);
                } catch (IOException e) {
                    said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                }
                if (i == PAUSES.length) {
                    throw new Failure(Exit.NO_ANSWER, "%s does not answer: %s".formatted(base, said));
                }
                trouble.accept("no answer yet from %s (%s); again in %d s".formatted(base, said, PAUSES[i]));
                pause.seconds(PAUSES[i]);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.NO_ANSWER, "Interrupted");
        }
    }

    /** RFC 9457, as release-api says what is wrong; else what came, cut short. */
    private static String problem(HttpResponse<String> answer) {
        try {
            var problem = JsonMapper.shared().readTree(answer.body());
            var detail = problem.path("detail").asString("");
            if (!detail.isEmpty()) {
                return "%s (%d)".formatted(detail, answer.statusCode());
            }
        } catch (JacksonException e) {
            // Something between us and release-api answered.
        }
        return Optional.of(answer.body().strip())
                .filter(it -> !it.isEmpty())
                .map(it -> "%d: %s".formatted(answer.statusCode(), it.substring(0, Math.min(300, it.length()))))
                .orElse("HTTP %d".formatted(answer.statusCode()));
    }

    private JsonNode json(HttpResponse<String> answer) {
        if (answer.body().isBlank()) {
            return JsonMapper.shared().nullNode();
        }
        try {
            return JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            throw new Failure(Exit.NO_ANSWER, "%s answered with what is no JSON: is it release-api?".formatted(base));
        }
    }
}
