package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pushes as GitHub and GitLab tell of them, with another HTTP server in the place of gate-service. */
class WebhooksTests extends RunningApi {

    private static final String SECRET = "a-secret-of-the-tests";
    private static final String FIRST = "c0ffee".repeat(6) + "c0ff";
    private static final String SECOND = "decaf0".repeat(6) + "deca";

    private void appIsPushedTo(String app, String environments) throws IOException {
        Files.writeString(webhooks().resolve(app), SECRET + "-" + app);
        var answer = putPlan(app, """
                app: %s
                repository: https://github.com/owner/%s.git
                services: {api: {image: shop-api, port: 3000}}
                environments:
                %s
                """.formatted(app, app, environments.indent(2).replace("AGENT", "agent-of-" + app)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static final String STAGING = """
            staging: {agent: AGENT, deploy: automatic, branch: main}
            production: {agent: AGENT, deploy: on-promotion, after: staging}
            """;

    @Test
    void aPushBecomesTheNextCandidateWhereItsBranchIsFollowed() throws Exception {
        appIsPushedTo("pushed", STAGING);
        branchIsAt("main", "1.5.0-rc.1", FIRST);

        var answer = github("pushed", "push", UUID.randomUUID().toString(), push("pushed", "refs/heads/main"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(json(answer).at("/apps/0").stringValue()).isEqualTo("pushed");

        var result = settled("pushed", 1).at("/items/0/results/0");
        assertThat(result.path("environment").asString()).isEqualTo("staging");
        var release = json(get("/api/v1/releases/" + result.path("release").asString()));
        assertThat(release.path("version").asString()).isEqualTo("1.5.0-rc.1");
        assertThat(release.path("type").asString()).isEqualTo("RC");
        assertThat(release.path("requestedBy").asString()).isEqualTo("salma");
        assertThat(release.path("reason").asString()).isEqualTo("Pushed to main");
    }

    @Test
    void oneThatIsToldTwiceOrOfACommitThatWasReleasedMakesNoSecond() throws Exception {
        appIsPushedTo("repeated", STAGING);
        branchIsAt("main", "1.5.0-rc.1", FIRST);
        var delivery = UUID.randomUUID().toString();
        github("repeated", "push", delivery, push("repeated", "refs/heads/main"));
        settled("repeated", 1);

        assertThat(github("repeated", "push", delivery, push("repeated", "refs/heads/main"))
                        .statusCode())
                .isEqualTo(202);
        github("repeated", "push", UUID.randomUUID().toString(), push("repeated", "refs/heads/main"));

        var pushes = settled("repeated", 2);
        assertThat(pushes.path("items")).hasSize(2);
        assertThat(pushes.at("/items/0/results/0/reason").asString())
                .isEqualTo("main is at %s, which was released there", FIRST);
        assertThat(json(get("/api/v1/releases?app=repeated")).path("items")).hasSize(1);

        branchIsAt("main", "1.5.0-rc.2", SECOND);
        github("repeated", "push", UUID.randomUUID().toString(), push("repeated", "refs/heads/main"));
        settled("repeated", 3);
        assertThat(json(get("/api/v1/releases?app=repeated")).path("items")).hasSize(2);
    }

    @Test
    void aTagOfAVersionIsReleasedWhereTagsAreFollowed() throws Exception {
        appIsPushedTo("tagged", "production: {agent: AGENT, deploy: automatic}\n");

        assertThat(github("tagged", "push", "tag-1", push("tagged", "refs/tags/v1.4.0"))
                        .statusCode())
                .isEqualTo(202);
        assertThat(github("tagged", "push", "tag-2", push("tagged", "refs/tags/v1.5.0-rc.1"))
                        .statusCode())
                .as("no candidate goes where nothing comes after")
                .isEqualTo(200);
        assertThat(github("tagged", "push", "tag-3", push("tagged", "refs/heads/main"))
                        .statusCode())
                .isEqualTo(200);

        settled("tagged", 1);
        var releases = json(get("/api/v1/releases?app=tagged")).path("items");
        assertThat(releases).hasSize(1);
        assertThat(releases.at("/0/version").asString()).isEqualTo("1.4.0");
    }

    @Test
    void gitLabTellsOfItsPushesToo() throws Exception {
        appIsPushedTo("lab", STAGING);
        branchIsAt("main", "1.5.0-rc.1", FIRST);
        var body = """
                {"object_kind": "push", "ref": "refs/heads/main", "after": "%s", "user_username": "omar",
                 "project": {"git_http_url": "https://github.com/owner/lab.git"}}""".formatted(FIRST);

        assertThat(gitlab("wrong", "Push Hook", "1", body).statusCode()).isEqualTo(401);
        assertThat(gitlab(SECRET + "-lab", "Note Hook", "1", body).statusCode()).isEqualTo(200);
        assertThat(gitlab(SECRET + "-lab", "Push Hook", "1", body).statusCode()).isEqualTo(202);

        settled("lab", 1);
        assertThat(json(get("/api/v1/releases?app=lab"))
                        .at("/items/0/requestedBy")
                        .asString())
                .isEqualTo("omar");
    }

    @Test
    void nothingOfAForgedOneIsRead() throws Exception {
        appIsPushedTo("forged", STAGING);
        appIsPushedTo("neighbour", STAGING);
        var body = push("forged", "refs/heads/main");
        var signature = signature(SECRET + "-forged", body);

        assertThat(github("sha256=" + "0".repeat(64), "push", "1", body, "forged")
                        .statusCode())
                .isEqualTo(401);
        assertThat(github("", "push", "1", body, "forged").statusCode()).isEqualTo(401);
        assertThat(github(signature, "push", "1", body + " ", "forged").statusCode())
                .isEqualTo(401);
        assertThat(github("", "push", "1", "{no json", "forged").statusCode()).isEqualTo(401);
        assertThat(github("neighbour", "push", "1", body).statusCode())
                .as("an app's secret speaks for its own repository alone")
                .isEqualTo(200);
        assertThat(json(get("/api/v1/apps/forged/pushes")).path("items")).isEmpty();
        assertThat(json(get("/api/v1/apps/neighbour/pushes")).path("items")).isEmpty();
    }

    @Test
    void saysWhatItDoesNotTake() throws Exception {
        appIsPushedTo("particular", STAGING);
        var deleted = push("particular", "refs/heads/main").replaceFirst("\\{", "{\"deleted\": true, ");

        assertThat(detail(github("particular", "ping", "1", "{}")))
                .isEqualTo("Only pushes count here, and this is 'ping'");
        assertThat(detail(github("particular", "push", "2", deleted))).isEqualTo("What was deleted is not released");
        assertThat(detail(github("particular", "push", "3", push("particular", "refs/heads/topic"))))
                .isEqualTo("No environment of particular follows refs/heads/topic of that repository");
        assertThat(github("particular", "push", "4", "{no json").statusCode()).isEqualTo(400);
        assertThat(github("particular", "push", "", push("particular", "refs/heads/main"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(to("/webhooks/github")).statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/apps/no-such-app/pushes").statusCode()).isEqualTo(404);
    }

    @Test
    void whatNoCommitAsksForIsSaidAndNotReleased() throws Exception {
        appIsPushedTo("says-nothing", STAGING);
        branchIsAt("main", null, FIRST);
        github("says-nothing", "push", "1", push("says-nothing", "refs/heads/main"));

        assertThat(settled("says-nothing", 1).at("/items/0/results/0/reason").asString())
                .isEqualTo("as the commits say");
    }

    @Test
    void aBranchIsLookedAtWhereNoWebhookComes() throws Exception {
        branchIsAt("polled-branch", "1.5.0-rc.1", FIRST);
        appIsPushedTo("polled", STAGING.replace("branch: main", "branch: polled-branch, poll: 10s"));

        assertThat(settled("polled", 1).at("/items/0/via").asString()).isEqualTo("poll");
        assertThat(json(get("/api/v1/releases?app=polled")).path("items")).hasSize(1);
    }

    private void branchIsAt(String branch, String version, String commit) {
        GATES.proposes(branch, proposal(version, commit));
        GATES.proposes(commit, proposal(version, commit));
    }

    private static String proposal(String version, String commit) {
        return """
                {"version": %s, "from": "1.4.0", "commit": "%s", "reason": "as the commits say", "total": 0, "commits": []}""".formatted(version == null ? "null" : "\"%s\"".formatted(version), commit);
    }

    private JsonNode settled(String app, int pushes) {
        return await("something comes of %d pushes".formatted(pushes))
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> json(get("/api/v1/apps/%s/pushes".formatted(app))),
                        it -> it.path("items").size() == pushes
                                && it.path("items")
                                        .valueStream()
                                        .noneMatch(one -> one.path("settledAt").isNull()));
    }

    private String detail(HttpResponse<String> answer) {
        return json(answer).path("detail").asString();
    }

    private static String push(String app, String ref) {
        return """
                {"ref": "%s", "pusher": {"name": "salma"}, "repository": {"clone_url": "https://github.com/Owner/%s.git",
                 "html_url": "https://github.com/Owner/%s"}}""".formatted(ref, app, app);
    }

    private HttpResponse<String> github(String app, String event, String delivery, String body) throws Exception {
        return github(signature(SECRET + "-" + app, body), event, delivery, body, app);
    }

    private HttpResponse<String> github(String signature, String event, String delivery, String body, String app) {
        return send(to("/webhooks/github")
                .header("Content-Type", JSON)
                .header("X-Hub-Signature-256", signature)
                .header("X-GitHub-Event", event)
                .header("X-GitHub-Delivery", delivery)
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> gitlab(String token, String event, String delivery, String body) {
        return send(to("/webhooks/gitlab")
                .header("Content-Type", JSON)
                .header("X-Gitlab-Token", token)
                .header("X-Gitlab-Event", event)
                .header("X-Gitlab-Event-UUID", delivery)
                .POST(BodyPublishers.ofString(body)));
    }

    private static String signature(String secret, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
