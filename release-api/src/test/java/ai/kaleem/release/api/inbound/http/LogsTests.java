package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LogsTests extends RunningApi {

    private JsonNode release = mapper.nullNode();

    @BeforeEach
    void aReleaseThatIsChecked() {
        var app = "logs-%d".formatted(System.nanoTime());
        putPlan(app, """
                app: %s
                repository: https://git.example/shop.git
                services: {api: {image: shop-api, port: 3000}}
                gates: {before: [{name: lint, run: [make, lint]}], after: [{name: health, http: {path: /health}}]}
                environments: {production: {agent: agent-of-logs, publish: "127.0.0.1:3000"}}
                """.formatted(app));
        release = json(post(
                "/api/v1/releases",
                "{\"app\": \"%s\", \"environment\": \"production\", \"version\": \"1.0.0\"}".formatted(app)));
    }

    @Test
    void showsWhatAGateWroteSoFar() {
        GATES.wrote(deployment(), "before", "lint", "checking a\nchecking b\n");

        var whole = get(log("lint"));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
        assertThat(whole.body()).isEqualTo("checking a\nchecking b\n");
        assertThat(get(log("lint") + "?offset=11").body()).isEqualTo("checking b\n");
        assertThat(get(log("lint") + "?offset=-1").statusCode()).isEqualTo(400);
    }

    @Test
    void aGateThatWroteNothingYetSaysSo() {
        var answer = get(log("health"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("has no log yet; ask again when it runs");
    }

    @Test
    void aGateServiceThatIsIllIsNotTheReleasesFault() {
        GATES.wrote(deployment(), "before", "lint", "broken");

        var answer = get(log("lint"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains(GATES.url()).doesNotContain("internal-token");
    }

    @Test
    void aStepThatHasNotBegunHasNoLog() {
        var answer = get(
                "%s/deployments/%s/steps/pull/log".formatted(release.get("url").stringValue(), deployment()));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no step 'pull'");
    }

    private String log(String gate) {
        return "%s/gates/%s/log".formatted(release.get("url").stringValue(), gate);
    }

    private String deployment() {
        return release.get("deployment").stringValue();
    }
}
