package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.access.TokenHash;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Requests made of the API's own description, with values that fit and values that do not. Nothing of them breaks it: no 5xx, no
 * stack, no secret in any answer. The gates that it asks are another HTTP server, which knows nothing.
 */
class FuzzTests extends RunningApi {

    private static final List<String> ODD = List.of(
            "",
            " ",
            "null",
            "-1",
            "0",
            "99999999999999999999",
            "1e400",
            "true",
            "../../etc/passwd",
            "%00",
            "a\u0000b",
            "\uD800",
            "\u202Eolleh",
            "متجر",
            "'; DROP TABLE releases; --",
            "{\"$gt\": \"\"}",
            "$where",
            "<script>alert(1)</script>",
            "${jndi:ldap://127.0.0.1/a}",
            "#{7*7}",
            "x".repeat(5_000),
            "2026-13-45T99:99:99Z",
            "1.4.0",
            "refs/heads/main",
            "--upload-pack=x",
            "01JD7Q4S0000000000000000R1");

    private static final String NAMES =
            "app,environment,version,ref,images,reason,type,name,scopes,expiresAt,decision,comment,"
                    + "outcome,to,data,backup,before,datastore,step,deployment,run,gates,services,environments,repository,versioning";

    @Test
    void twoThousandRequestsBreakNothing() {
        fuzz(2_000, 1);
    }

    @Tag("long")
    @Test
    void twentyThousandRequestsBreakNothing() {
        fuzz(20_000, 2);
    }

    private void fuzz(int requests, long seed) {
        appIsThere("fuzzed");
        var operations = operations();
        var answers = new ConcurrentHashMap<Integer, Integer>();
        try (var hands = Executors.newFixedThreadPool(4)) {
            var all = IntStream.range(0, requests)
                    .mapToObj(i -> hands.submit(() -> {
                        var random = new Random(seed * 1_000_003 + i);
                        var operation = operations.get(random.nextInt(operations.size()));
                        var request = operation.request(random);
                        var answer = send(request.to(this));
                        answers.merge(answer.statusCode(), 1, Integer::sum);
                        isHarmless(answer, request);
                        return null;
                    }))
                    .toList();
            for (var one : all) {
                one.get();
            }
        } catch (Exception e) {
            throw new AssertionError(e.getCause() == null ? e : e.getCause());
        }
        System.out.printf(
                "%d requests to %d operations, seed %d: %s%n",
                requests, operations.size(), seed, new TreeMap<>(answers));
    }

    /** 503 is how it says that gate-service, or a queue, does not answer. */
    private static void isHarmless(HttpResponse<String> answer, Fuzzed request) {
        assertThat(answer.statusCode())
                .as("%s%n%s", request, answer.body())
                .isIn(
                        503, 200, 201, 202, 204, 400, 401, 403, 404, 405, 406, 409, 412, 413, 414, 415, 422, 428, 429,
                        431);
        assertThat(answer.body())
                .as(request.toString())
                .doesNotContain(
                        "Exception",
                        "at ai.kaleem",
                        "\tat ",
                        TOKEN,
                        SALMA,
                        "pepper-of-the-tests",
                        TokenHash.of(TOKEN).value());
    }

    private List<Operation> operations() {
        var docs = json(get("/v3/api-docs"));
        var found = new ArrayList<Operation>();
        for (var path : docs.get("paths").properties()) {
            for (var verb : path.getValue().properties()) {
                // A stream has no end to wait for.
                if (!path.getKey().endsWith("/events")) {
                    found.add(new Operation(verb.getKey().toUpperCase(Locale.ROOT), path.getKey(), verb.getValue()));
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(30);
        return found;
    }

    private record Operation(String verb, String path, JsonNode description) {

        Fuzzed request(Random random) {
            var url = new StringBuilder();
            for (var part : path.substring(1).split("/")) {
                url.append('/').append(part.startsWith("{") ? segment(part, random) : part);
            }
            var separator = '?';
            for (var parameter : description.path("parameters")) {
                if (parameter.path("in").asString().equals("query") && random.nextBoolean()) {
                    url.append(separator)
                            .append(parameter.path("name").asString())
                            .append('=')
                            .append(encoded(odd(random)));
                    separator = '&';
                }
            }
            var body = verb.equals("GET") || random.nextInt(20) == 0 ? null : body(random, 0);
            var type = path.matches(".*/apps/\\{app}") && random.nextBoolean()
                    ? YAML
                    : random.nextInt(15) == 0 ? odd(random) : JSON;
            return new Fuzzed(
                    verb, url.toString(), type, body, random.nextInt(10) == 0 ? odd(random) : null, random.nextInt(8));
        }

        private static String segment(String part, Random random) {
            if (random.nextInt(3) > 0) {
                switch (part) {
                    case "{app}" -> {
                        return "fuzzed";
                    }
                    case "{environment}" -> {
                        return "production";
                    }
                    default -> {
                        return "01JD7Q4S0000000000000000R1";
                    }
                }
            }
            var value = encoded(odd(random));
            return value.isEmpty() ? "-" : value;
        }
    }

    private static String body(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 4 : 8)) {
            case 0 -> "null";
            case 1 -> Integer.toString(random.nextInt());
            case 2 -> "\"%s\"".formatted(quoted(odd(random)));
            case 3 -> depth == 0 ? odd(random) : "true";
            case 4 ->
                "[%s]"
                        .formatted(String.join(
                                ",",
                                IntStream.range(0, random.nextInt(3))
                                        .mapToObj(i -> body(random, depth + 1))
                                        .toList()));
            default -> {
                var names = NAMES.split(",");
                yield "{%s}"
                        .formatted(String.join(
                                ",",
                                IntStream.range(0, random.nextInt(6))
                                        .mapToObj(i -> "\"%s\":%s"
                                                .formatted(
                                                        names[random.nextInt(names.length)], body(random, depth + 1)))
                                        .toList()));
            }
        };
    }

    private static String odd(Random random) {
        return ODD.get(random.nextInt(ODD.size()));
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\u0000", "\\u0000");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * @param type of the body, perhaps none that there is
     * @param key an idempotency key; null for none
     * @param who which token asks
     */
    private record Fuzzed(String verb, String url, String type, String body, String key, int who) {

        HttpRequest.Builder to(FuzzTests api) {
            var token = who == 0 ? "krl_nobody" : who == 1 ? tokenFor(Action.RELEASE_READ) : TOKEN;
            var request = api.to(url).header("Authorization", "Bearer " + token);
            var sendable = Map.of("Content-Type", type, "Idempotency-Key", key == null ? "" : key);
            sendable.forEach((name, value) -> {
                if (!value.isEmpty() && value.length() < 1_000 && value.chars().allMatch(it -> it >= ' ' && it < 127)) {
                    request.header(name, value);
                }
            });
            return request.method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        }
    }
}
