package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Manual checks over HTTP. */
class ManualChecksTests extends RunningApi {

    @Test
    void theSeedsEightAreSignedOneByOne() {
        var answer = putPlan("looked-at", """
                app: looked-at
                services: {api: {image: shop-api, port: 3000}}
                gates:
                  manual: [Authentication, "Product listing and filtering", "Category navigation", "Order creation flow", "Chat functionality",
                           "Webhook processing (WhatsApp/Telegram)", "Multi-tenant isolation", "Performance metrics (response time < 300ms)"]
                environments: {production: {agent: agent-of-looked-at, publish: "127.0.0.1:3000"}}
                """);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var placed = json(post(
                "/api/v1/releases",
                "{\"app\": \"looked-at\", \"environment\": \"production\", \"version\": \"1.4.0\"}"));
        var url = placed.get("url").stringValue();
        assertThat(detail(sign(url, "authentication", "{\"outcome\": \"pass\"}")))
                .contains("took no traffic anywhere");
        agentSays(placed, 1, Phase.SWITCHED, 1, null);
        await("it has traffic")
                .atMost(Duration.ofSeconds(10))
                .until(
                        () -> deployment(url).path("state").asString(),
                        it -> it.equals("VERIFYING") || it.equals("BAKING"));

        assertThat(sign(url, "webhook-processing-whatsapp-telegram", "{\"outcome\": \"pass\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(detail(sign(url, "authentication", "{\"outcome\": \"fail\"}")))
                .isEqualTo("comment: is missing; say what you found");
        assertThat(detail(sign(url, "authentication", "{\"outcome\": \"maybe\"}")))
                .contains("use pass or fail");
        assertThat(sign(url, "nothing", "{\"outcome\": \"pass\"}").statusCode()).isEqualTo(409);
        assertThat(sign(url, "authentication", "{\"outcome\": \"fail\", \"comment\": \"no logout\"}")
                        .statusCode())
                .isEqualTo(200);

        var checks = deployment(url).path("checks");
        assertThat(checks).hasSize(8);
        assertThat(checks.at("/0/passed").asBoolean(true)).isFalse();
        assertThat(checks.at("/0/comment").asString()).isEqualTo("no logout");
        assertThat(checks.at("/1/passed").isNull()).isTrue();
        assertThat(checks.at("/7/id").asString()).isEqualTo("performance-metrics-response-time-300ms");
    }

    private JsonNode deployment(String url) {
        return json(get(url)).at("/deployments/0");
    }

    private HttpResponse<String> sign(String url, String check, String body) {
        return post("%s/checks/%s".formatted(url, check), body);
    }

    private String detail(HttpResponse<String> answer) {
        return json(answer).path("detail").asString();
    }
}
