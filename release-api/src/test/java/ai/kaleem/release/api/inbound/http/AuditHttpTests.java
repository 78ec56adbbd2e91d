package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.api.access.Scope.Action;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The trail over HTTP, with the real broker and store. */
class AuditHttpTests extends RunningApi {

    @Test
    void saysWhoDidWhatFromWhereAndWhyAndThatItIsWhole() {
        appIsThere("audited");
        var placed = json(post("/api/v1/releases", """
                {"app": "audited", "environment": "production", "version": "1.4.0", "reason": "weekly"}
                """));
        post(placed.get("url").stringValue() + "/cancellation", "{\"reason\": \"not wanted\"}");
        var mayNot = tokenFor(Action.RELEASE_READ);
        assertThat(send(to(placed.get("url").stringValue() + "/pause")
                                .header("Authorization", "Bearer " + mayNot)
                                .header("Content-Type", JSON)
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(403);

        var release = placed.get("id").stringValue();
        await("all of it is chained")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(entries("subject=" + release))
                        .anyMatch(it -> isOf(it, "release.requested.v1", "operator", "weekly"))
                        .anyMatch(it -> isOf(it, "POST", "operator", "answered 202"))
                        .anyMatch(it -> isOf(it, "POST", "scoped", "answered 403")));
        assertThat(entries("subject=/api/v1/apps/audited"))
                .anyMatch(it -> isOf(it, "PUT", "operator", "answered 201"))
                .allMatch(it -> it.at("/note/from").asString().equals("127.0.0.1"));
        assertThat(entries("who=nobody")).isEmpty();

        var verdict = json(get("/api/v1/audit/verify"));
        assertThat(verdict.path("intact").asBoolean()).as(verdict.toString()).isTrue();
        var noted = "number=%d&hash=%s"
                .formatted(
                        verdict.at("/last/number").asLong(),
                        verdict.at("/last/hash").asString());
        assertThat(json(get("/api/v1/audit/verify?" + noted)).path("intact").asBoolean())
                .isTrue();
        assertThat(json(get("/api/v1/audit/verify?number=1&hash=0"))
                        .path("fault")
                        .asString())
                .contains("There is no entry 1 with the hash that was noted");
        assertThat(get("/api/v1/audit/verify?number=1").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/audit?limit=0").statusCode()).isEqualTo(400);
        var page = json(get("/api/v1/audit?limit=1"));
        assertThat(json(get("/api/v1/audit?limit=1&before=" + page.path("next").asLong()))
                        .at("/items/0/number")
                        .asLong())
                .isEqualTo(page.at("/items/0/number").asLong() - 1);
    }

    private java.util.List<JsonNode> entries(String query) {
        return json(get("/api/v1/audit?limit=500&" + query))
                .path("items")
                .valueStream()
                .toList();
    }

    private static boolean isOf(JsonNode entry, String what, String who, String why) {
        return entry.at("/note/what").asString().equals(what)
                && entry.at("/note/who").asString().equals(who)
                && entry.at("/note/why").asString("").equals(why);
    }
}
