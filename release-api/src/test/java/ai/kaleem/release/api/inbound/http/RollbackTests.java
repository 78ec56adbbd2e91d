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

class RollbackTests extends RunningApi {

    @Test
    void goesBackToTheLastGoodReleaseOnce() {
        appIsThere("back");
        var first = succeeded("back", "1.0.0", 1);
        succeeded("back", "1.1.0", 2);
        var key = UUID.randomUUID().toString();

        var answer = rollback("back", key, "{\"data\": \"restore\", \"reason\": \"orders are lost\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var placed = json(answer);
        assertThat(placed.get("id")).isEqualTo(first.get("id"));
        assertThat(answer.headers().firstValue("Location"))
                .hasValue(placed.get("url").stringValue());
        var deployment = json(get(placed.get("url").stringValue())).at("/deployments/1");
        assertThat(deployment.get("id")).isEqualTo(placed.get("deployment"));
        assertThat(deployment.get("kind").stringValue()).isEqualTo("ROLLBACK");
        assertThat(deployment.get("state").stringValue()).isEqualTo("DEPLOYING");
        assertThat(deployment.get("epoch").intValue()).isEqualTo(3);

        agentSays(placed, 3, Phase.SUCCEEDED, 1, "back on 1.0.0");
        state(placed, 1, "SUCCEEDED");
        var again = rollback("back", key, "{\"reason\": \"orders are lost\", \"data\": \"RESTORE\"}");
        assertThat(json(again)).isEqualTo(placed);
        assertThat(rollback("back", key, "{\"reason\": \"something else\"}").statusCode())
                .isEqualTo(422);
        var there = json(get("/api/v1/apps/back/environments/production"));
        assertThat(there.get("version").stringValue()).isEqualTo("1.0.0");
        assertThat(there.get("underWay").isNull()).isTrue();
    }

    @Test
    void aNamedReleaseHasToHaveWorkedThere() {
        appIsThere("named");
        succeeded("named", "1.0.0", 1);

        assertThat(rollback("named", UUID.randomUUID().toString(), "{\"to\": \"0.9.0\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(rollback("named", UUID.randomUUID().toString(), "{\"to\": \"1.0.0\"}")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void theOutputOfAStepCanBeRead() {
        appIsThere("steps");
        var release = succeeded("steps", "1.0.0", 1);

        var log = get("%s/deployments/%s/steps/pull/log"
                .formatted(
                        release.get("url").stringValue(),
                        release.get("deployment").stringValue()));

        assertThat(log.statusCode()).isEqualTo(200);
        assertThat(log.body()).isEqualTo("layer 1\nlayer 2\n");
    }

    private JsonNode succeeded(String app, String version, long epoch) {
        var placed = json(post(
                "/api/v1/releases",
                "{\"app\": \"%s\", \"environment\": \"production\", \"version\": \"%s\"}".formatted(app, version)));
        agentSays(placed, epoch, Phase.SUCCEEDED, 1, "all good");
        state(placed, 0, "SUCCEEDED");
        // The turn is given back in a write of its own.
        await().until(() -> json(get("/api/v1/apps/%s/environments/production".formatted(app)))
                .get("underWay")
                .isNull());
        return placed;
    }

    private void state(JsonNode placed, int deployment, String state) {
        await().atMost(Duration.ofSeconds(15))
                .until(
                        () -> json(get(placed.get("url").stringValue()))
                                .at("/deployments/%d/state".formatted(deployment))
                                .stringValue(),
                        state::equals);
    }

    private HttpResponse<String> rollback(String app, String key, String body) {
        return send(authorized("/api/v1/apps/%s/environments/production/rollback".formatted(app))
                .header("Content-Type", JSON)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }
}
