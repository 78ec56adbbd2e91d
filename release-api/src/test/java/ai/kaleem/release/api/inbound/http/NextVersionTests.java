package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Over HTTP, with another HTTP server in the place of gate-service. */
class NextVersionTests extends RunningApi {

    private void planIsPut(String app, String more) {
        var answer = putPlan(app, """
                app: %s
                %s
                services: {api: {image: shop-api, port: 3000}}
                environments: {production: {agent: agent-of-%s, publish: "127.0.0.1:3000"}}
                """.formatted(app, more, app));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void saysWhichVersionAndWhy() {
        planIsPut("counted", "repository: https://example.org/shop.git");
        GATES.proposes("counted", """
                {"version": "1.5.0", "from": "1.4.0", "commit": "c0ffee", "reason": "abc1234 is a feat since 1.4.0: a minor version",
                 "total": 1, "commits": [{"hash": "abc1234", "type": "feat", "scope": null, "subject": "orders", "breaking": false,
                 "bump": "MINOR", "note": null, "author": "Salma", "at": "2026-01-02T03:04:05Z"}]}""");

        var answer = get("/api/v1/apps/counted/next-version?ref=counted");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).get("version").stringValue()).isEqualTo("1.5.0");
        assertThat(json(answer).at("/commits/0/bump").stringValue()).isEqualTo("MINOR");
        assertThat(json(answer).at("/commits/0/at").stringValue()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void asksUnderThePlansRules() {
        planIsPut("asked-for", """
                repository: https://example.org/shop.git
                versioning: {tagPrefix: shop-, initial: 0.2.0, beforeOne: {breaking: minor}}""");

        var answer = get("/api/v1/apps/asked-for/next-version?ref=nowhere&type=rc");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).get("detail").stringValue())
                .contains("'tagPrefix':'shop-'", "'initial':'0.2.0'", "'candidate':true")
                .contains("'bumpMinorPreMajor':true", "'bumpPatchForMinorPreMajor':false");
    }

    @Test
    void saysWhatIsMissing() {
        planIsPut("without-source", "");

        assertThat(get("/api/v1/apps/without-source/next-version?ref=main").body())
                .contains("so that there are no commits to read", "add repository to the plan");
        assertThat(get("/api/v1/apps/without-source/next-version").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/apps/no-such-app/next-version?ref=main").statusCode())
                .isEqualTo(404);
        assertThat(get("/api/v1/apps/without-source/next-version?ref=main&type=hotfix")
                        .body())
                .contains("use REGULAR or RC");
    }

    @Test
    void aReleaseOfABranchGetsTheVersionThatItsCommitsAskFor() {
        planIsPut("by-branch", "repository: https://example.org/shop.git");
        GATES.proposes("trunk", """
                {"version": "1.5.0", "from": "1.4.0", "commit": "%s", "reason": "a feature", "total": 0, "commits": []}""".formatted("c0ffee".repeat(6) + "c0ff"));
        var order = "{\"app\": \"by-branch\", \"environment\": \"production\", \"ref\": \"trunk\"}";

        var placed = post("/api/v1/releases", order);
        assertThat(placed.statusCode()).as(placed.body()).isEqualTo(202);
        var release = json(get(json(placed).get("url").stringValue()));
        assertThat(release.get("version").stringValue()).isEqualTo("1.5.0");

        var again = post("/api/v1/releases", order);
        assertThat(again.statusCode())
                .as("what was given before is not free any more")
                .isEqualTo(409);
        assertThat(json(again).get("detail").stringValue()).contains("Version 1.5.0 of by-branch was given");
        var next = get("/api/v1/apps/by-branch/next-version?ref=elsewhere");
        assertThat(json(next).get("detail").stringValue()).contains("'taken':['1.5.0']");
    }

    @Test
    void theSameOrderUnderItsKeyIsTheSameReleaseAndVersion() {
        planIsPut("by-key", "repository: https://example.org/shop.git");
        GATES.proposes("keyed", """
                {"version": "1.5.0", "from": "1.4.0", "commit": "%s", "reason": "a feature", "total": 0, "commits": []}""".formatted("c0ffee".repeat(6) + "c0ff"));
        var first = underKey();
        GATES.proposes("keyed", """
                {"version": "1.6.0", "from": "1.4.0", "commit": "%s", "reason": "a feature", "total": 0, "commits": []}""".formatted("decaf0".repeat(6) + "deca"));

        assertThat(json(underKey())).isEqualTo(json(first));
    }

    private HttpResponse<String> underKey() {
        var placed = send(authorized("/api/v1/releases")
                .header("Content-Type", JSON)
                .header("Idempotency-Key", "the-key")
                .POST(BodyPublishers.ofString(
                        "{\"app\": \"by-key\", \"environment\": \"production\", \"ref\": \"keyed\"}")));
        assertThat(placed.statusCode()).as(placed.body()).isEqualTo(202);
        return placed;
    }

    @Test
    void saysWhyABranchIsNoRelease() {
        planIsPut("nothing-new", "repository: https://example.org/shop.git");
        GATES.proposes("quiet", """
                {"version": null, "from": "1.4.0", "commit": "c0ffee", "reason": "Nothing was committed since 1.4.0", "total": 0,
                 "commits": []}""");

        var answer = post(
                "/api/v1/releases", "{\"app\": \"nothing-new\", \"environment\": \"production\", \"ref\": \"quiet\"}");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).get("detail").stringValue())
                .isEqualTo(
                        "version: is missing, and nothing in 'quiet' asks for one: Nothing was committed since 1.4.0;"
                                + " say which version it is to be");
    }
}
