package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Paused;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.AgentFact;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ReleaseId;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A canary waits for a person, who promotes it over HTTP. */
class PromotionHttpTests extends RunningApi {

    @Test
    void aCanaryThatWaitsIsPromotedOnce() {
        var placed = deploying("promoted");
        var url = placed.get("url").stringValue();
        conflicts(post(url + "/promote", "{}"), "The canary of 1.0.0 does not wait for a person now.");

        pauses(placed, "promoted", 2, 2, null);
        var pause = deployment(placed).get("pause");
        assertThat(pause.get("step").intValue()).isEqualTo(2);
        assertThat(pause.get("otherwise").stringValue()).isEqualTo("BACK");
        assertThat(pause.get("promotedBy").isNull()).isTrue();
        assertThat(deployment(placed).get("next").stringValue()).contains("/promote");
        conflicts(
                post(url + "/promote", "{\"step\": 4}"),
                "Step 4 of its canary does not wait for a person; step 2 does");

        var answer = send(authorized(url + "/promote").POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location")).hasValue(url);
        assertThat(post(url + "/promote", "{\"step\": 2}").statusCode()).isEqualTo(202);
        var promoted = deployment(placed).get("pause");
        assertThat(promoted.get("promotedBy").stringValue()).isEqualTo("operator");
        assertThat(Instant.parse(promoted.get("promotedAt").stringValue())).isBeforeOrEqualTo(Instant.now());
        assertThat(events(url))
                .containsOnlyOnce("release.promotion-awaited.v1")
                .containsOnlyOnce("release.promoted.v1")
                .contains("\"by\":\"operator\"");

        pauses(placed, "promoted", 3, 2, "operator");
        await().untilAsserted(() ->
                assertThat(deployment(placed).at("/pause/endedAt").isNull()).isFalse());
        conflicts(post(url + "/promote", ""), "does not wait for a person now");
    }

    @Test
    void whatHasNothingToPromoteSaysWhy() {
        appIsThere("unpaused");
        var first = json(post(
                "/api/v1/releases",
                "{\"app\": \"unpaused\", \"environment\": \"production\", \"version\": \"1.0.0\"}"));
        var url = first.get("url").stringValue();
        conflicts(post(url + "/promote", "{}"), "1.0.0 waits for nobody: no step of a canary says 'pause'");

        agentSays(first, 1, Phase.FAILED, 2, "it never became healthy");
        await().untilAsserted(() ->
                assertThat(deployment(first).get("state").stringValue()).isEqualTo("FAILED"));
        conflicts(post(url + "/promote", "{}"), "It is FAILED already; there is nothing to promote");
    }

    @Test
    void badRequestsAreRefused() {
        var nobodys = "/api/v1/releases/01JD7Q4S0000000000000000R9/promote";
        assertThat(post(nobodys, "{}").statusCode()).isEqualTo(404);
        assertThat(post("/api/v1/releases/nonsense/promote", "{}").statusCode()).isEqualTo(404);
        assertThat(post(nobodys, "{\"stage\": 2}").statusCode()).isEqualTo(400);
        assertThat(post(nobodys, "{\"step\": \"two\"}").statusCode()).isEqualTo(400);
        assertThat(send(to(nobodys).POST(BodyPublishers.noBody())).statusCode()).isEqualTo(401);
    }

    private void conflicts(HttpResponse<String> answer, String why) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(json(answer).get("detail").stringValue()).contains(why);
    }

    private JsonNode deploying(String app) {
        var answer = putPlan(app, """
                app: %s
                services: {api: {image: shop-api, port: 3000}}
                environments:
                  production:
                    agent: agent-of-%s
                    strategy: {canary: [{weight: 10, for: 1m}, {pause: {within: 4h}}, {weight: 50, for: 1m}]}
                """.formatted(app, app));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var placed = json(post(
                "/api/v1/releases",
                "{\"app\": \"%s\", \"environment\": \"production\", \"version\": \"1.0.0\"}".formatted(app)));
        await().untilAsserted(() ->
                assertThat(deployment(placed).get("state").stringValue()).isEqualTo("DEPLOYING"));
        return placed;
    }

    private void pauses(JsonNode placed, String app, long revision, int step, String endedBy) {
        var now = Instant.now();
        var paused = new Paused(step, now, now.plusSeconds(14_400), Canary.Pause.BACK);
        publisher.publish(envelopes.seal(AgentFact.of(new AgentReport(
                new ReleaseId(placed.get("id").stringValue()),
                new DeploymentId(placed.get("deployment").stringValue()),
                "agent-of-" + app,
                app,
                "production",
                1,
                revision,
                now,
                Phase.RUNNING,
                List.of(),
                List.of(),
                Map.of("api", new ImageRef("sha256:" + "0f".repeat(32))),
                null,
                null,
                "0.9.0",
                null,
                null,
                null,
                endedBy == null ? paused : paused.endedBy(endedBy, now)))));
        await().untilAsserted(() ->
                assertThat(deployment(placed).get("pause").isNull()).isFalse());
    }

    private String events(String url) {
        return get(url + "/events").body();
    }

    private JsonNode deployment(JsonNode placed) {
        return json(get(placed.get("url").stringValue())).at("/deployments/0");
    }
}
