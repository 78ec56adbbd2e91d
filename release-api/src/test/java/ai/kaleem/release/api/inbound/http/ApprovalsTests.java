package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApprovalsTests extends RunningApi {

    @BeforeEach
    void planIsPut() {
        putPlan("approved", """
                app: approved
                services: {api: {image: shop-api, port: 3000}}
                environments:
                  production: {agent: agent-of-approved, publish: "127.0.0.1:3000", approvals: 1, supersede: true}
                """);
    }

    private JsonNode awaiting(String version) {
        var placed = json(post(
                "/api/v1/releases",
                "{\"app\": \"approved\", \"environment\": \"production\", \"version\": \"%s\"}".formatted(version)));
        assertThat(state(placed)).isEqualTo("AWAITING_APPROVAL");
        return placed;
    }

    private String state(JsonNode placed) {
        return deployment(placed).get("state").stringValue();
    }

    private JsonNode deployment(JsonNode placed) {
        return json(get(placed.get("url").stringValue())).get("deployments").get(0);
    }

    private HttpResponse<String> decide(JsonNode placed, String token, String body) {
        return send(to(placed.get("url").stringValue() + "/approvals")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void anotherPersonLetsItGoOn() {
        var placed = awaiting("1.0.0");
        var fingerprint = deployment(placed).get("approval").get("fingerprint").stringValue();

        var answer = decide(placed, SALMA, """
                {"decision": "approve", "comment": "tried it on staging", "fingerprint": "%s"}""".formatted(fingerprint));

        assertThat(answer.statusCode()).isEqualTo(200);
        var given = deployment(placed).get("approval").get("given").get(0);
        assertThat(given.get("by").stringValue()).isEqualTo("salma");
        assertThat(given.get("comment").stringValue()).isEqualTo("tried it on staging");
        assertThat(given.get("fingerprint").stringValue()).isEqualTo(fingerprint);
        await().until(() -> state(placed).equals("DEPLOYING"));
        endTurn(placed);
    }

    private void endTurn(JsonNode placed) {
        agentSays(placed, deployment(placed).get("epoch").longValue(), Phase.FAILED, 1, "no such image");
        await().until(() -> state(placed).equals("FAILED"));
    }

    @Test
    void whoAskedForItIsToldThatSomebodyElseApprovesIt() {
        var placed = awaiting("1.1.0");

        var answer = decide(placed, TOKEN, "{\"decision\": \"approve\"}");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).get("detail").stringValue())
                .isEqualTo("operator asked for this release; somebody else, with a token of their own, approves it");
        assertThat(state(placed)).isEqualTo("AWAITING_APPROVAL");
    }

    @Test
    void aDeclineNeedsAReasonAndEndsIt() {
        var placed = awaiting("1.2.0");
        var mute = decide(placed, SALMA, "{\"decision\": \"decline\"}");
        assertThat(mute.statusCode()).isEqualTo(422);
        assertThat(json(mute).get("detail").stringValue()).isEqualTo("comment: is missing; say what speaks against it");

        var answer = decide(placed, SALMA, "{\"decision\": \"decline\", \"comment\": \"not on a Friday\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(deployment(placed).get("reason").stringValue()).isEqualTo("Declined by salma: not on a Friday");
        assertThat(decide(placed, SALMA, "{\"decision\": \"approve\"}").statusCode())
                .isEqualTo(409);
    }

    @Test
    void whatIsNoDecisionIsRefusedWithAMend() {
        var placed = awaiting("1.3.0");

        for (var body : new String[] {"{}", "{\"decision\": \"maybe\"}", "{\"decision\": null}"}) {
            var answer = decide(placed, SALMA, body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(json(answer).get("detail").stringValue())
                    .isEqualTo("decision: is none we know; use approve or decline");
        }
        assertThat(decide(placed, SALMA, "").statusCode()).isEqualTo(400);
        assertThat(decide(placed, "krl_nobody", "{\"decision\": \"approve\"}").statusCode())
                .isEqualTo(401);
        var unknown = send(to("/api/v1/releases/01JD7Q4S0000000000000000R1/approvals")
                .header("Authorization", "Bearer " + SALMA)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString("{\"decision\": \"approve\"}")));
        assertThat(unknown.statusCode()).isEqualTo(404);
    }

    @Test
    void aNewerReleaseTakesThePlaceOfOneThatWaits() {
        var older = awaiting("1.4.0");

        awaiting("1.4.1");

        assertThat(state(older)).isEqualTo("CANCELLED");
        var late = decide(older, SALMA, "{\"decision\": \"approve\"}");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(json(late).get("detail").stringValue()).contains("superseded by 1.4.1");
    }
}
