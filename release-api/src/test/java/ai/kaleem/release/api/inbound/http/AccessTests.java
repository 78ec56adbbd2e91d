package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTests extends RunningApi {

    @Test
    void asksForATokenWhereNoneIsSent() {
        var answer = send(to("/api/v1/releases"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(header(answer, "WWW-Authenticate")).isEqualTo("Bearer realm=\"kaleem-release\"");
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(json(answer).get("detail").stringValue()).startsWith("A token is missing; ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong",
                "Bearer ",
                "Bearer",
                "Basic a3JsOg==",
                "krl_a-token-of-the-tests",
                "",
                "Bearer \u00e9"
            })
    void refusesEveryOtherToken(String authorization) {
        var answer = send(to("/api/v1/releases").header("Authorization", authorization));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(header(answer, "WWW-Authenticate")).contains("error=\"invalid_token\"");
        assertThat(answer.body()).doesNotContain("wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nothing",
                "/error",
                "/v3/api-docs",
                "/actuator",
                "/actuator/metrics",
                "/actuator/health/../metrics",
                "/actuator/health/..;/metrics",
                "/actuator/healthy",
                "//api/v1/releases",
                "/api/v1/schemas/",
                "/api/v1/schemas/plan.json/",
                "/api/v1/schemas/plan.json/../../apps"
            })
    void hasNothingElseInTheOpen(String path) {
        assertThat(send(to(path)).statusCode()).isIn(400, 401);
    }

    /** Where messages to an agent that no test has wait for it, it says so, and not whose they are. */
    @Test
    void tellsAnybodyWhetherItIsHealthyAndNoMore() {
        var answer = send(to("/actuator/health"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .matches(
                        Pattern.quote("{\"groups\":[\"liveness\",\"readiness\"],")
                                + "(\"description\":\"Messages[a-z ;]+\\(outboxes: [0-9]+\\)[a-z ;]+\",\"status\":\"WAITING\"|\"status\":\"UP\")}");
        assertThat(send(to("/actuator/health/liveness")).statusCode()).isEqualTo(200);
    }

    @Test
    void givesEditorsTheSchemaAndTakesNothingThere() {
        var schema = send(to("/api/v1/schemas/plan.json"));
        assertThat(schema.statusCode()).isEqualTo(200);
        assertThat(header(schema, "Content-Type")).startsWith("application/schema+json");
        assertThat(send(to("/api/v1/schemas/plan.json").DELETE()).statusCode()).isEqualTo(401);
    }

    @Test
    void letsTheTokenIn() {
        assertThat(get("/api/v1/releases").statusCode()).isEqualTo(200);
        assertThat(send(to("/api/v1/releases").header("Authorization", "bearer " + TOKEN))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tellsBrowsersToKeepOut() {
        for (var answer : new HttpResponse<?>[] {send(to("/api/v1/apps")), get("/api/v1/apps")}) {
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
            assertThat(header(answer, "Content-Security-Policy")).startsWith("default-src 'none'");
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
