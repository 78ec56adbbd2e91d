package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A release goes from staging to production by a person's word over HTTP. */
class NextEnvironmentHttpTests extends RunningApi {

    private void planIsPut(String app, String production) {
        var answer = putPlan(app, """
                app: %s
                services: {api: {image: shop-api, port: 3000}}
                environments:
                  staging: {agent: agent-of-%s, publish: "127.0.0.1:3001"}
                  production: {agent: agent-of-%s, publish: "127.0.0.1:3000", after: staging%s}
                """.formatted(app, app, app, production));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private HttpResponse<String> release(String app, String environment, String version) {
        return post(
                "/api/v1/releases",
                "{\"app\": \"%s\", \"environment\": \"%s\", \"version\": \"%s\"}".formatted(app, environment, version));
    }

    private JsonNode passedStaging(String app, String version) {
        var placed = json(release(app, "staging", version));
        agentSays(placed, 1, Phase.SUCCEEDED, 1, "all good");
        await().atMost(Duration.ofSeconds(15))
                .until(() -> deployment(placed).get("state").stringValue().equals("SUCCEEDED"));
        await().until(() -> json(get("/api/v1/apps/%s/environments/staging".formatted(app)))
                .get("underWay")
                .isNull());
        return placed;
    }

    private JsonNode deployment(JsonNode placed) {
        var id = placed.get("deployment").stringValue();
        return json(get(placed.get("url").stringValue()))
                .get("deployments")
                .valueStream()
                .filter(it -> it.get("id").stringValue().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> promote(JsonNode placed, String key, String body) {
        var request =
                authorized(placed.get("url").stringValue() + "/promotions").header("Content-Type", JSON);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return send(request.POST(BodyPublishers.ofString(body)));
    }

    @Test
    void whatPassedInStagingIsPromotedOnceUnderOneKey() {
        planIsPut("next", "");
        var staged = passedStaging("next", "1.0.0");
        var key = UUID.randomUUID().toString();
        var body = "{\"environment\": \"production\", \"reason\": \"staging is happy\"}";

        var answer = promote(staged, key, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var promoted = json(answer);
        assertThat(promoted.get("url")).isEqualTo(staged.get("url"));
        assertThat(json(promote(staged, key, body))).isEqualTo(promoted);
        assertThat(deployment(promoted).get("environment").stringValue()).isEqualTo("production");
        assertThat(deployment(promoted).get("promotedFrom")).isEqualTo(staged.get("deployment"));
        assertThat(deployment(promoted).get("state").stringValue()).isEqualTo("DEPLOYING");
    }

    @Test
    void productionTakesNothingThatDidNotPassButAHotfix() {
        planIsPut("guarded-next", ", soak: 30m");

        var refused = release("guarded-next", "production", "1.0.0");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("production takes only what has succeeded in staging")
                .contains("promote it with POST /api/v1/releases/{id}/promotions; a HOTFIX may come at once");
        var staged = passedStaging("guarded-next", "1.0.0");
        var early = promote(staged, null, "{\"environment\": \"production\"}");
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.body()).contains("has to prove itself there until");
        var hotfix = post(
                "/api/v1/releases",
                "{\"app\": \"guarded-next\", \"environment\": \"production\", \"version\": \"1.0.1\", \"type\": \"HOTFIX\"}");
        assertThat(hotfix.statusCode()).as(hotfix.body()).isEqualTo(202);
    }

    @Test
    void aCandidateThatPassedBecomesTheFinalVersionOfTheSameBytes() {
        planIsPut("final-next", "");
        var candidate = passedStaging("final-next", "1.4.0-rc.2");

        assertThat(promote(candidate, null, "{\"environment\": \"production\", \"version\": \"1.5.0\"}")
                        .body())
                .contains("1.5.0 is not the final version of 1.4.0-rc.2", "write 1.4.0");
        var body = "{\"environment\": \"production\", \"version\": \"1.4.0\"}";
        var key = UUID.randomUUID().toString();
        var answer = promote(candidate, key, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(json(promote(candidate, key, body))).isEqualTo(json(answer));
        var release = json(get(json(answer).get("url").stringValue()));
        assertThat(release.get("version").stringValue()).isEqualTo("1.4.0");
        assertThat(release.get("type").stringValue()).isEqualTo("REGULAR");
        assertThat(json(answer).get("url")).isNotEqualTo(candidate.get("url"));
        assertThat(release.get("images"))
                .isEqualTo(json(get(candidate.get("url").stringValue())).get("images"));
        assertThat(deployment(json(answer)).get("promotedFrom")).isEqualTo(candidate.get("deployment"));
        assertThat(promote(candidate, null, body).statusCode()).isEqualTo(409);
    }

    @Test
    void saysWhatIsMissingOrUnknown() {
        planIsPut("unknown-next", "");
        var staged = json(release("unknown-next", "staging", "1.0.0"));

        assertThat(promote(staged, null, "{}").body()).contains("name an environment of the app's plan");
        assertThat(promote(staged, null, "{\"environment\": \"moon\"}").statusCode())
                .isEqualTo(404);
        assertThat(promote(staged, null, "{\"environment\": \"production\"}").body())
                .contains("1.0.0 has not succeeded in staging, which comes before production");
    }
}
