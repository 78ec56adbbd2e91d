package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Freezes, schedules, pauses and retries over HTTP, with the real store. */
class HoldsHttpTests extends RunningApi {

    @Test
    void aFreezeThatIsDeclaredHoldsWhatIsNewUntilItIsEnded() {
        appIsThere("frozen");
        var until = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        var declared = freeze("""
                {"app": "frozen", "environment": "production", "until": "%s", "reason": "The shop is full"}
                """.formatted(until));
        assertThat(declared.statusCode()).as(declared.body()).isEqualTo(201);
        var url = declared.headers().firstValue("Location").orElseThrow();
        assertThat(json(get("/api/v1/freezes?app=frozen&environment=production"))
                        .at("/items/0/reason")
                        .asString())
                .isEqualTo("The shop is full");

        var release = released("frozen", "1.4.0", "");
        assertThat(deployment(release).at("/hold/kind").asString()).isEqualTo("FROZEN");
        assertThat(Instant.parse(deployment(release).at("/hold/until").asString()))
                .isEqualTo(until);
        assertThat(detail(post(release + "/freeze-waiver", "{\"reason\": \"soon\"}")))
                .startsWith("Only a HOTFIX passes a freeze, and 1.4.0 is REGULAR");
        var ended = delete(url);
        assertThat(ended.statusCode()).as(ended.body()).isEqualTo(204);
        assertThat(delete(url).statusCode()).isEqualTo(404);

        await("it goes on")
                .atMost(Duration.ofSeconds(40))
                .until(() -> deployment(release).path("state").asString(), "DEPLOYING"::equals);
    }

    @Test
    void aFreezeIsRefusedInWordsWhereItIsNone() {
        appIsThere("unfrozen");
        assertThat(detail(freeze("{\"app\": \"unfrozen\", \"environment\": \"production\", \"until\": \"tomorrow\"}")))
                .contains("until: is no moment; write one with its offset, for example 2026-12-01T02:00:00+03:00");
        assertThat(detail(freeze("""
                        {"app": "unfrozen", "environment": "production", "until": "2020-01-01T00:00:00Z", "reason": "late"}
                        """))).contains("until: has passed, or is before it begins");
        assertThat(freeze("""
                        {"app": "unfrozen", "environment": "nowhere", "until": "2030-01-01T00:00:00Z", "reason": "x"}
                        """).statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsPausedSaysByWhomAndGoesOnWhenItIsResumed() {
        appIsThere("paused");
        var placed = json(order("paused", "1.4.0", ""));
        var first = placed.get("url").stringValue();
        var second = released("paused", "1.5.0", "");
        assertThat(detail(post(first + "/pause", "{\"reason\": \"too late\"}")))
                .startsWith("1.4.0 is DEPLOYING: what has begun is not paused");
        assertThat(detail(post(second + "/pause", "{}"))).isEqualTo("reason: is missing; say what it waits for");
        assertThat(detail(post(second + "/resume", "{}"))).startsWith("1.5.0 is not paused.");

        var paused = json(post(second + "/pause", "{\"reason\": \"the shop is full\"}"));
        assertThat(paused.at("/deployments/0/paused/reason").asString()).isEqualTo("the shop is full");
        assertThat(paused.at("/deployments/0/hold/kind").asString()).isEqualTo("PAUSED");
        post(first + "/cancellation", "{\"reason\": \"not wanted\"}");
        agentSays(placed, 1, Phase.CANCELLED, 1, "not wanted");
        await("the turn is free")
                .atMost(Duration.ofSeconds(10))
                .until(() -> deployment(first).path("state").asString(), "CANCELLED"::equals);
        assertThat(deployment(second).path("state").asString()).isEqualTo("WAITING");

        assertThat(post(second + "/resume", "{\"reason\": \"it is quiet\"}").statusCode())
                .isEqualTo(200);
        assertThat(deployment(second).path("state").asString()).isEqualTo("DEPLOYING");
        assertThat(deployment(second).path("hold").isNull()).isTrue();
    }

    @Test
    void whatIsAskedForForLaterWaitsForItsTime() {
        appIsThere("later");
        var at = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.MILLIS);
        var release = released("later", "1.4.0", ", \"notBefore\": \"%s\"".formatted(at));
        assertThat(deployment(release).at("/hold/kind").asString()).isEqualTo("SCHEDULED");
        assertThat(Instant.parse(deployment(release).path("notBefore").asString()))
                .isEqualTo(at);

        await("its time comes")
                .atMost(Duration.ofSeconds(30))
                .until(() -> deployment(release).path("state").asString(), "DEPLOYING"::equals);
        assertThat(Instant.now()).isAfterOrEqualTo(at);
        assertThat(detail(order("later", "1.5.0", ", \"notBefore\": \"2020-01-01T00:00:00Z\"")))
                .contains("notBefore: has passed");
        assertThat(detail(order("later", "1.5.0", ", \"notBefore\": \"2126-01-01T00:00:00Z\"")))
                .contains("notBefore: is more than 30 days away");
        assertThat(detail(order("later", "1.5.0", ", \"notBefore\": \"at night\"")))
                .contains("notBefore: is no moment");
    }

    @Test
    void whatFailedIsTriedAgainOnceUnderOneKey() {
        appIsThere("again");
        var placed = json(order("again", "1.4.0", ""));
        var release = placed.get("url").stringValue();
        assertThat(detail(post(release + "/retry", "{\"environment\": \"production\"}")))
                .isEqualTo("1.4.0 is on its way there: it is DEPLOYING");
        assertThat(detail(post(release + "/retry", "{}"))).startsWith("environment: is missing");
        agentSays(placed, 1, Phase.FAILED, 1, "the disk is full");
        await("it failed")
                .atMost(Duration.ofSeconds(10))
                .until(() -> deployment(release).path("state").asString(), "FAILED"::equals);

        var body = "{\"environment\": \"production\", \"reason\": \"there is room again\"}";
        var once = post(release + "/retry", body, "again-1");
        assertThat(once.statusCode()).as(once.body()).isEqualTo(202);
        assertThat(json(post(release + "/retry", body, "again-1"))).isEqualTo(json(once));
        var deployments = json(get(release)).path("deployments");
        assertThat(deployments).hasSize(2);
        assertThat(deployments.at("/1/state").asString()).isEqualTo("DEPLOYING");
    }

    private HttpResponse<String> freeze(String body) {
        return post("/api/v1/freezes", body);
    }

    private HttpResponse<String> delete(String url) {
        return send(to(url).header("Authorization", "Bearer " + TOKEN).DELETE());
    }

    private HttpResponse<String> post(String path, String body, String key) {
        return send(to(path).header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", JSON)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> order(String app, String version, String more) {
        return post("/api/v1/releases", """
                {"app": "%s", "environment": "production", "version": "%s"%s}
                """.formatted(app, version, more));
    }

    private String released(String app, String version, String more) {
        var answer = order(app, version, more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return json(answer).get("url").stringValue();
    }

    private JsonNode deployment(String url) {
        return json(get(url)).at("/deployments/0");
    }

    private String detail(HttpResponse<String> answer) {
        return json(answer).path("detail").asString();
    }
}
