package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReleasesTests extends RunningApi {

    @Test
    void acceptsARelease() {
        appIsThere("accepted");

        var answer = post("/api/v1/releases", form("accepted", "1.4.0", "Orders in two currencies"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var placed = json(answer);
        var url = answer.headers().firstValue("Location").orElseThrow();
        assertThat(url).isEqualTo("/api/v1/releases/" + placed.get("id").stringValue());
        var release = json(get(url));
        assertThat(release.get("app").stringValue()).isEqualTo("accepted");
        assertThat(release.get("version").stringValue()).isEqualTo("1.4.0");
        assertThat(release.get("type").stringValue()).isEqualTo("REGULAR");
        assertThat(release.get("requestedBy").stringValue()).isEqualTo("operator");
        assertThat(release.get("reason").stringValue()).isEqualTo("Orders in two currencies");
        assertThat(release.at("/images/api").stringValue()).isEqualTo("shop-api:1.4.0");
        assertThat(release.at("/deployments/0/id").stringValue())
                .isEqualTo(placed.get("deployment").stringValue());
        assertThat(release.at("/deployments/0/environment").stringValue()).isEqualTo("production");
    }

    @Test
    void aPreReleaseIsAnRc() {
        appIsThere("candidate");

        var placed = json(post("/api/v1/releases", form("candidate", "1.4.0-rc.1", "")));

        assertThat(json(get(placed.get("url").stringValue())).get("type").stringValue())
                .isEqualTo("RC");
    }

    @Test
    void aVersionIsNeverGivenTwice() {
        appIsThere("twice");
        var first = json(post("/api/v1/releases", form("twice", "1.0.0", "")));

        var second = post("/api/v1/releases", form("twice", "1.0.0", ""));

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(json(second).get("detail").stringValue())
                .contains(first.get("id").stringValue());
        assertThat(json(second).get("field").stringValue()).isEqualTo("version");
    }

    @Test
    void listsNewestFirstInPages() {
        appIsThere("listed");
        var versions = List.of("1.0.0", "1.0.1", "1.0.2");
        versions.forEach(it -> post("/api/v1/releases", form("listed", it, "")));

        var first = json(get("/api/v1/releases?app=listed&limit=2"));
        assertThat(versionsOf(first)).containsExactly("1.0.2", "1.0.1");
        var next = first.get("next").stringValue();
        assertThat(versionsOf(json(get("/api/v1/releases?app=listed&limit=2&before=" + next))))
                .containsExactly("1.0.0");
        assertThat(versionsOf(json(get("/api/v1/releases?app=listed&environment=production&state=waiting"))))
                .containsExactly("1.0.2", "1.0.1");
        assertThat(versionsOf(json(get("/api/v1/releases?app=listed&environment=staging"))))
                .isEmpty();
    }

    @Test
    void theSameKeyIsTheSameRelease() throws Exception {
        appIsThere("once");
        var key = UUID.randomUUID().toString();
        Callable<HttpResponse<String>> request = () -> keyed(key, form("once", "1.0.0", "because"));

        var answers = new ArrayList<HttpResponse<String>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(Collections.nCopies(20, request))) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers)
                .extracting(HttpResponse::body)
                .containsOnly(answers.getFirst().body());
        assertThat(versionsOf(json(get("/api/v1/releases?app=once")))).containsExactly("1.0.0");
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        appIsThere("reused");
        var key = UUID.randomUUID().toString();
        keyed(key, form("reused", "1.0.0", ""));

        var answer = keyed(key, form("reused", "1.0.1", ""));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).get("field").stringValue()).isEqualTo("Idempotency-Key");
        assertThat(versionsOf(json(get("/api/v1/releases?app=reused")))).containsExactly("1.0.0");
    }

    @Test
    void whatWasRefusedDoesNotUseUpTheKey() {
        appIsThere("mended");
        var key = UUID.randomUUID().toString();

        assertThat(keyed(key, form("mended", "one", "")).statusCode()).isEqualTo(422);
        assertThat(keyed(key, form("mended", "1.0.0", "")).statusCode()).isEqualTo(202);
    }

    @Test
    void aKeyHasToBeOne() {
        var answer = keyed("two words", form("once", "9.9.9", ""));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/errors/0/path").stringValue()).isEqualTo("Idempotency-Key");
    }

    @Test
    void whatWaitsCanBeCalledOff() {
        appIsThere("called-off");
        post("/api/v1/releases", form("called-off", "1.0.0", ""));
        var waiting = json(post("/api/v1/releases", form("called-off", "1.0.1", "")));
        var url = waiting.get("url").stringValue();

        var answer = post(url + "/cancellation", "{\"reason\": \"the wrong branch\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location")).hasValue(url);
        assertThat(json(get(url)).at("/deployments/0/state").stringValue()).isEqualTo("CANCELLED");
        assertThat(json(get(url)).at("/deployments/0/reason").stringValue()).contains("the wrong branch");
        assertThat(post(url + "/cancellation", "{}").statusCode()).isEqualTo(409);
    }

    private HttpResponse<String> keyed(String key, String body) {
        return send(authorized("/api/v1/releases")
                .header("Content-Type", JSON)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    private static List<String> versionsOf(JsonNode page) {
        return page.get("items")
                .valueStream()
                .map(it -> it.get("version").stringValue())
                .toList();
    }

    private static String form(String app, String version, String reason) {
        return "{\"app\": \"%s\", \"environment\": \"production\", \"version\": \"%s\", \"reason\": \"%s\"}"
                .formatted(app, version, reason);
    }
}
