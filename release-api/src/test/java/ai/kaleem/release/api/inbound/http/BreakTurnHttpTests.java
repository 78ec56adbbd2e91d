package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An environment whose agent is gone is taken over by another one. */
class BreakTurnHttpTests extends RunningApi {

    @Test
    void anotherAgentTakesOver() {
        appIsThere("given-up");
        var lost = release("1.0.0");
        var there = "/api/v1/apps/given-up/environments/production";
        assertThat(json(get(there)).get("underWay")).isEqualTo(lost.get("deployment"));

        var broken = giveUp(lost, "the server burnt down");

        assertThat(broken.statusCode()).as(broken.body()).isEqualTo(200);
        assertThat(json(broken).get("underWay").isNull()).isTrue();
        assertThat(json(broken).get("epoch").longValue()).isEqualTo(2);
        assertThat(json(get(there)).get("agent").stringValue()).isEqualTo("agent-of-given-up");
        var answer = putPlan("given-up", """
                app: given-up
                services: {api: {image: shop-api, port: 3000}}
                environments: {production: {agent: another, publish: "127.0.0.1:3000"}}
                """);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var next = release("1.1.0");
        assertThat(json(get(there)).get("underWay")).isEqualTo(next.get("deployment"));
        assertThat(json(get(there)).get("agent").stringValue()).isEqualTo("another");
        assertThat(deployment(next).get("epoch").longValue()).isEqualTo(3);

        agentSays(lost, 1, Phase.SUCCEEDED, 7, "it was only asleep");
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(deployment(lost).get("state").stringValue()).isEqualTo("CANCELLED");
            assertThat(deployment(lost).get("reason").stringValue()).contains("operator: the server burnt down");
            assertThat(deployment(lost).get("unknownSince").isNull()).isFalse();
        });
    }

    @Test
    void aReasonAndADeploymentUnderWayAreNeeded() {
        appIsThere("kept-turn");
        var release = json(post(
                "/api/v1/releases",
                "{\"app\": \"kept-turn\", \"environment\": \"production\", \"version\": \"1.0.0\"}"));
        var path = "/api/v1/apps/kept-turn/environments/production/turn/break";
        var id = release.get("deployment").stringValue();

        assertThat(post(path, "{\"deployment\": \"%s\"}".formatted(id)).statusCode())
                .isEqualTo(422);
        assertThat(post(path, "{\"reason\": \"gone\"}").statusCode()).isEqualTo(422);
        assertThat(post(path, "{\"reason\": \"gone\", \"deployment\": \"%s\"}".formatted("01JD7Q4S0000000000000000D1"))
                        .statusCode())
                .isEqualTo(409);
    }

    private JsonNode release(String version) {
        return json(post(
                "/api/v1/releases",
                "{\"app\": \"given-up\", \"environment\": \"production\", \"version\": \"%s\"}".formatted(version)));
    }

    private JsonNode deployment(JsonNode placed) {
        return json(get(placed.get("url").stringValue())).at("/deployments/0");
    }

    private HttpResponse<String> giveUp(JsonNode placed, String reason) {
        return post(
                "/api/v1/apps/given-up/environments/production/turn/break",
                "{\"deployment\": \"%s\", \"reason\": \"%s\"}"
                        .formatted(placed.get("deployment").stringValue(), reason));
    }
}
