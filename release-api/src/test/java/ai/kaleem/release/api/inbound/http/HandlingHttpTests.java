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

/** What is done about the release that runs: its drift is put right or accepted, and what was adopted is given back. */
class HandlingHttpTests extends RunningApi {

    @Test
    void driftIsPutRightOnceInATurnOfItsOwn() {
        adopted("drifted");
        var key = UUID.randomUUID().toString();

        var answer = send("POST", "drifted", "/drift/put-right", key, "{\"reason\": \"compose by hand\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var placed = json(answer);
        var deployment = deployment(placed);
        assertThat(deployment.get("kind").stringValue()).isEqualTo("PUT_RIGHT");
        assertThat(deployment.get("state").stringValue()).isEqualTo("DEPLOYING");
        assertThat(deployment.get("epoch").longValue()).isEqualTo(2);
        assertThat(json(send("POST", "drifted", "/drift/put-right", key, "{\"reason\": \"compose by hand\"}")))
                .isEqualTo(placed);
        // One under way is enough.
        assertThat(json(send("POST", "drifted", "/drift/put-right", null, "{}")))
                .isEqualTo(placed);
        var held = send("DELETE", "drifted", "/adoption", null, "");
        assertThat(held.statusCode()).isEqualTo(409);
        assertThat(held.body()).contains("is under way in production of drifted; ask again when it has ended");

        agentSays(placed, 2, Phase.SUCCEEDED, 1, null);
        state(placed, "SUCCEEDED");
        assertThat(environment("drifted").get("version").stringValue()).isEqualTo("1.0.0");
    }

    @Test
    void whereItCannotBePutRightWhatStoodThereStands() {
        adopted("stuck");
        var placed = json(send("POST", "stuck", "/drift/put-right", null, "{}"));

        agentSays(placed, 2, Phase.FAILED, 1, "preflight: 127.0.0.1:3000 is published by container 'foreign'");

        state(placed, "FAILED");
        assertThat(deployment(placed).get("next").stringValue()).isEqualTo("See the log");
        assertThat(environment("stuck").get("underWay").isNull()).isTrue();
    }

    @Test
    void whatComposePutThereIsAcceptedUnderAVersion() {
        adopted("taken-as-it-is");

        assertThat(send("POST", "taken-as-it-is", "/drift/accept", null, "{}").statusCode())
                .isEqualTo(422);
        var placed = json(send("POST", "taken-as-it-is", "/drift/accept", null, "{\"version\": \"1.0.1\"}"));

        assertThat(deployment(placed).get("kind").stringValue()).isEqualTo("ADOPTION");
        agentSays(placed, 2, Phase.SUCCEEDED, 1, null);
        state(placed, "SUCCEEDED");
        await().until(() ->
                environment("taken-as-it-is").get("version").stringValue().equals("1.0.1"));
    }

    @Test
    void whatIsGivenBackIsNoReleaseOfOursAnyMore() {
        adopted("returned");
        var rehearsal = json(send("DELETE", "returned", "/adoption?dryRun=true", null, ""));
        assertThat(deployment(rehearsal).get("kind").stringValue()).isEqualTo("GIVE_BACK_DRY_RUN");
        agentSays(rehearsal, 2, Phase.CANCELLED, 1, "It was a dry run: nothing was touched");
        state(rehearsal, "CANCELLED");
        assertThat(deployment(rehearsal).get("reason").stringValue())
                .endsWith("It was a dry run: nothing was touched")
                .doesNotContain("emergency");
        assertThat(deployment(rehearsal).get("next").stringValue()).isEqualTo("See the log");
        assertThat(environment("returned").get("version").stringValue()).isEqualTo("1.0.0");
        var key = UUID.randomUUID().toString();

        var placed = json(send("DELETE", "returned", "/adoption", key, ""));
        agentSays(placed, 3, Phase.SUCCEEDED, 1, null);

        state(placed, "SUCCEEDED");
        assertThat(deployment(placed).get("next").stringValue()).isEqualTo("See the log");
        await().until(() -> environment("returned").get("version").isNull());
        assertThat(json(send("DELETE", "returned", "/adoption", key, ""))).isEqualTo(placed);
        var nothing = send("POST", "returned", "/drift/put-right", null, "{}");
        assertThat(nothing.statusCode()).isEqualTo(409);
        assertThat(nothing.body()).contains("adopt what Docker Compose runs");
        assertThat(send("POST", "returned", "/rollback", null, "{}").statusCode())
                .isEqualTo(409);
        assertThat(send("POST", "returned", "/adoption", null, "{\"version\": \"2.0.0\"}")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void anEmergencyRollbackDoesNotWaitForIt() {
        adopted("urgent");
        var next = json(send("POST", "urgent", "/drift/accept", null, "{\"version\": \"1.0.1\"}"));
        agentSays(next, 2, Phase.SUCCEEDED, 1, null);
        state(next, "SUCCEEDED");
        await().until(() -> environment("urgent").get("underWay").isNull());
        var right = json(send("POST", "urgent", "/drift/put-right", null, "{}"));

        var rollback = json(send("POST", "urgent", "/rollback", null, "{\"to\": \"1.0.0\"}"));

        assertThat(deployment(rollback).get("state").stringValue()).isEqualTo("DEPLOYING");
        agentSays(right, 3, Phase.CANCELLED, 1, "A rollback to 1.0.0 was asked for");
        state(right, "CANCELLED");
        agentSays(rollback, 4, Phase.SUCCEEDED, 1, null);
        state(rollback, "SUCCEEDED");
        await().until(() -> environment("urgent").get("version").stringValue().equals("1.0.0"));
    }

    @Test
    void aCheckOfTheConfigurationChangesNothing() {
        adopted("checked");

        var placed = json(send("POST", "checked", "/configuration/check", null, ""));

        assertThat(deployment(placed).get("kind").stringValue()).isEqualTo("CONFIGURATION_CHECK");
        agentSays(placed, 2, Phase.CANCELLED, 1, "It was a check: nothing was touched");
        state(placed, "CANCELLED");
        assertThat(environment("checked").get("version").stringValue()).isEqualTo("1.0.0");
    }

    private void adopted(String app) {
        appIsThere(app);
        var placed = json(send("POST", app, "/adoption", null, "{\"version\": \"1.0.0\"}"));
        agentSays(placed, 1, Phase.SUCCEEDED, 1, null);
        state(placed, "SUCCEEDED");
        await().until(() -> environment(app).get("underWay").isNull());
    }

    private JsonNode environment(String app) {
        return json(get("/api/v1/apps/%s/environments/production".formatted(app)));
    }

    private JsonNode deployment(JsonNode placed) {
        for (var one : json(get(placed.get("url").stringValue())).get("deployments")) {
            if (one.get("id").equals(placed.get("deployment"))) {
                return one;
            }
        }
        throw new AssertionError("no deployment " + placed);
    }

    private void state(JsonNode placed, String state) {
        await().atMost(Duration.ofSeconds(15))
                .until(() -> deployment(placed).get("state").stringValue(), state::equals);
    }

    private HttpResponse<String> send(String method, String app, String path, String key, String body) {
        var request = authorized("/api/v1/apps/%s/environments/production%s".formatted(app, path))
                .header("Content-Type", JSON)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return send(key == null ? request : request.header("Idempotency-Key", key));
    }
}
