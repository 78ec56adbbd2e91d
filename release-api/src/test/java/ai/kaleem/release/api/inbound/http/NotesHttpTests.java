package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Notes over HTTP, with another HTTP server in the place of gate-service. */
class NotesHttpTests extends RunningApi {

    @Test
    void areReadAsTheCommitsSayThemAndWrittenAnewUntilTheyAreTold() {
        var answer = putPlan("noted", """
                app: noted
                repository: https://github.com/kaleem/noted.git
                versioning: {tagPrefix: noted-}
                services: {api: {image: shop-api, port: 3000}}
                environments: {production: {agent: agent-of-noted, publish: "127.0.0.1:3000"}}
                """);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        GATES.proposes("noted-1.4.0", """
                {"version": null, "from": "1.3.0", "commit": "c0ffee", "reason": "", "total": 2, "commits": [
                 {"hash": "abc1234", "type": "feat", "scope": "chat", "subject": "answer in Arabic", "breaking": false, "bump": "MINOR",
                  "note": null, "author": "Salma", "at": "2026-01-02T03:04:05Z", "userNote": "The chat answers in Arabic now",
                  "references": ["#12"]},
                 {"hash": "def5678", "type": "chore", "scope": null, "subject": "newer linter", "breaking": false, "bump": "NONE",
                  "note": "chore asks for no version", "author": "Omar", "at": "2026-01-02T03:04:05Z"}]}""");
        var placed = json(post("/api/v1/releases", """
                {"app": "noted", "environment": "production", "version": "1.4.0", "images": {"api": "shop-api:1.4.0"}}
                """));
        var url = placed.get("url").stringValue() + "/notes";

        var notes = json(get(url));
        assertThat(notes.path("from").asString()).isEqualTo("1.3.0");
        assertThat(notes.at("/sections/0/kind").asString()).isEqualTo("FEATURES");
        assertThat(notes.at("/sections/0/entries/0/links/1/url").asString())
                .isEqualTo("https://github.com/kaleem/noted/issues/12");
        var read = text(url, "text/markdown");
        assertThat(read.body()).contains("# noted 1.4.0", "## New", "**chat:** answer in Arabic", "## Under the hood");
        var forAll = text(url + "?audience=public&language=ar", "text/plain");
        assertThat(forAll.body())
                .contains("جديد", "The chat answers in Arabic now")
                .doesNotContain("linter");
        assertThat(text(url + "?audience=press", "text/markdown").body()).contains("use team or public");
        assertThat(text(url + "?language=fr", "text/markdown").body()).contains("use en or ar");

        var tag = read.headers().firstValue("ETag").orElseThrow();
        assertThat(write(url, "# What is new\n", "\"00000000000000000000000000000000\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(write(url, "# What is new\n", tag).statusCode()).isEqualTo(200);
        assertThat(write(url, "# Mine\n", tag).statusCode()).isEqualTo(412);
        assertThat(text(url, "text/markdown").body()).isEqualTo("# What is new\n");
        assertThat(json(get(url + "/edits")).at("/items/0/by").asString()).isEqualTo("operator");

        agentSays(placed, 1, Phase.SWITCHED, 1, null);
        agentSays(placed, 1, Phase.KEPT, 2, null);
        agentSays(placed, 1, Phase.SUCCEEDED, 3, null);
        await("it has succeeded")
                .atMost(Duration.ofSeconds(10))
                .until(
                        () -> json(get(placed.get("url").stringValue()))
                                .at("/deployments/0/state")
                                .asString(),
                        "SUCCEEDED"::equals);
        var late = write(url, "# Late\n", null);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(json(late).path("detail").asString()).contains("its notes were told with it");
        assertThat(text(url, "text/markdown").body()).isEqualTo("# What is new\n");
    }

    private HttpResponse<String> text(String url, String type) {
        return send(to(url).header("Authorization", "Bearer " + TOKEN)
                .header("Accept", type + ", application/problem+json")
                .GET());
    }

    private HttpResponse<String> write(String url, String text, @Nullable String tag) {
        var request = to(url).header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "text/markdown")
                .PUT(BodyPublishers.ofString(text));
        return send(tag == null ? request : request.header("If-Match", tag));
    }
}
