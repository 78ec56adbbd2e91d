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

/** What Docker Compose runs becomes a release that the agent is asked to take over. */
class AdoptionHttpTests extends RunningApi {

    @Test
    void whatRunsBecomesAReleaseThatWasNotChecked() {
        appIsThere("taken");
        var key = UUID.randomUUID().toString();

        var answer = adopt("taken", "", key, "{\"version\": \"1.0.0\", \"reason\": \"no more deploy.sh\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var placed = json(answer);
        var deployment = json(get(placed.get("url").stringValue())).at("/deployments/0");
        assertThat(deployment.get("kind").stringValue()).isEqualTo("ADOPTION");
        assertThat(deployment.get("state").stringValue()).isEqualTo("DEPLOYING");
        assertThat(json(adopt("taken", "", key, "{\"reason\": \"no more deploy.sh\", \"version\": \"1.0.0\"}")))
                .isEqualTo(placed);

        agentSays(placed, 1, Phase.SUCCEEDED, 1, "taken over");
        state(placed, "SUCCEEDED");
        await().until(() -> json(get("/api/v1/apps/taken/environments/production"))
                .at("/version")
                .stringValue("")
                .equals("1.0.0"));
    }

    @Test
    void aDryRunNeedsNoVersionAndUsesNoneUp() {
        appIsThere("rehearsed");

        var placed = json(adopt("rehearsed", "?dryRun=true", UUID.randomUUID().toString(), "{\"version\": \"1.0.0\"}"));
        var release = json(get(placed.get("url").stringValue()));
        assertThat(release.at("/deployments/0/kind").stringValue()).isEqualTo("ADOPTION_DRY_RUN");
        assertThat(release.get("version").stringValue()).startsWith("1.0.0-dry-run.");
        agentSays(placed, 1, Phase.CANCELLED, 1, "It was a dry run");
        state(placed, "CANCELLED");

        assertThat(adopt("rehearsed", "?dryRun=true", UUID.randomUUID().toString(), "{}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(adopt("rehearsed", "", UUID.randomUUID().toString(), "{\"version\": \"1.0.0\"}")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void anAdoptionNeedsAVersion() {
        appIsThere("unnamed");

        var missing = adopt("unnamed", "", UUID.randomUUID().toString(), "{}");
        assertThat(missing.statusCode()).isEqualTo(422);
        assertThat(missing.body()).contains("say which version runs there");
        assertThat(adopt("unnamed", "", UUID.randomUUID().toString(), "{\"version\": \"latest\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(adopt("never-planned", "", UUID.randomUUID().toString(), "{\"version\": \"1.0.0\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    private void state(JsonNode placed, String state) {
        await().atMost(Duration.ofSeconds(15))
                .until(
                        () -> json(get(placed.get("url").stringValue()))
                                .at("/deployments/0/state")
                                .stringValue(),
                        state::equals);
    }

    private HttpResponse<String> adopt(String app, String query, String key, String body) {
        return send(authorized("/api/v1/apps/%s/environments/production/adoption%s".formatted(app, query))
                .header("Content-Type", JSON)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }
}
