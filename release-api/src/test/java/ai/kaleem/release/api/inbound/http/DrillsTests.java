package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.DrillRequested;
import ai.kaleem.release.common.contract.StoredData;
import ai.kaleem.release.common.contract.StoredData.Drill;
import ai.kaleem.release.common.contract.StoredData.DrillState;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.Topology;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.beans.factory.annotation.Autowired;

class DrillsTests extends RunningApi {

    @Autowired
    Inboxes inboxes;

    private MessageListenerContainer agent;

    @Test
    void asksTheAgentOnceAndShowsWhatItSays() {
        var release = released("drilled");
        var key = UUID.randomUUID().toString();

        var answer = drill("drilled", key, "{\"datastore\": \"redis\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var url = "/api/v1/apps/drilled/environments/production/drills";
        assertThat(answer.headers().firstValue("Location")).hasValue(url);
        var id = json(answer).get("id").stringValue();
        assertThat(json(drill("drilled", key, "{\"datastore\": \"redis\"}"))).isEqualTo(json(answer));
        var requests = requests("drilled");
        await().atMost(Duration.ofSeconds(15)).until(() -> !requests.isEmpty());
        assertThat(requests)
                .singleElement()
                .returns(id, DrillRequested::drill)
                .returns("redis", DrillRequested::datastore);
        assertThat(json(get(url)).get("note").stringValue()).startsWith("not told yet");

        var now = Instant.now();
        tells("drilled", List.of(passed(release, id)));

        await().atMost(Duration.ofSeconds(15))
                .until(() -> json(get(url)).at("/items/0/state").asString(), "PASSED"::equals);
        assertThat(json(get(url)).at("/items/0/id").stringValue()).isEqualTo(id);
        var shown = json(get("/api/v1/apps/drilled/environments/production/backups"))
                .at("/items/0");
        assertThat(shown.at("/drilled").asBoolean()).isTrue();
        assertThat(shown.at("/drill/passed").asBoolean()).isTrue();
        assertThat(shown.at("/drill/at").asString()).isNotEmpty();
        assertThat(shown.at("/drill/counts/0/restored").asInt()).isEqualTo(41);
    }

    @Test
    void theTeamIsToldOnceOfOneThatFailed() {
        var release = released("undrilled");
        var story = "/api/v1/releases/%s/events".formatted(release.releaseId());
        var failed = drill(release, "one", DrillState.FAILED, "7 rows are missing");
        tells("undrilled", List.of(passed(release, "two"), failed));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> get(story).body(), it -> it.contains("release.drill-failed.v1"));
        assertThat(get(story).body()).contains("7 rows are missing").containsOnlyOnce("release.drill-failed.v1");
    }

    private static Drill passed(Served release, String id) {
        return drill(release, id, DrillState.PASSED, "Restored");
    }

    private static Drill drill(Served release, String id, DrillState state, String detail) {
        var now = Instant.now();
        return new Drill(
                id,
                "redis",
                "dump.rdb.zst",
                state,
                now,
                now,
                detail,
                List.of(new StoredData.Count("db0", 40, 42, 41)),
                release.releaseId(),
                release.deploymentId());
    }

    private record Served(ReleaseId releaseId, DeploymentId deploymentId) {}

    private void tells(String app, List<Drill> drills) {
        var now = Instant.now();
        var backup = new AgentReport.Backup(
                "redis", "/backups/redis/dump.rdb.zst", 4096, "0".repeat(64), true, true, now.minusSeconds(60));
        var data = new StoredData(
                now,
                List.of(new StoredData.Stored(
                        StoredData.Kind.SCHEDULED, drills.getFirst().deploymentId(), "1.0.0", backup)),
                List.of(),
                drills);
        publisher.publish(envelopes.seal(new Beat(
                "agent-of-" + app,
                now,
                "0.1.0",
                List.of(new Serving(app, "production", null, "1.0.0", true, null, data)))));
    }

    @Test
    void refusesInWordsWhatCannotBeDrilled() {
        released("refused");

        assertThat(drill("refused", null, "{\"datastore\": \"own\"}"))
                .returns(422, HttpResponse::statusCode)
                .satisfies(it -> assertThat(it.body())
                        .contains("is none that can be restored in a throw-away container")
                        .contains("name one of these: redis"));
        assertThat(drill("refused", null, "{\"backup\": \"yesterday.rdb.zst\"}").body())
                .contains("say of which datastore the backup is");
        assertThat(drill("refused", null, "{\"datastore\": \"redis\", \"backup\": \"yesterday.rdb.zst\"}")
                        .body())
                .contains("is none of redis that is known (not told yet");
    }

    @Test
    void refusesWhereNothingWasReleased() {
        plan("nobody");

        assertThat(drill("nobody", null, "{}"))
                .returns(409, HttpResponse::statusCode)
                .satisfies(it -> assertThat(it.body()).contains("Nothing was released to production of nobody yet"));
    }

    private void plan(String app) {
        var answer = putPlan(app, """
                app: %s
                services: {api: {image: shop-api, port: 3000}}
                datastores:
                  redis: {type: redis, container: %s-redis, drill: {check: [redis-cli, -p, "46379", PING]}}
                  own: {type: command, container: %s-own, backup: [dump]}
                environments: {production: {agent: agent-of-%s, publish: "127.0.0.1:3000"}}
                """.formatted(app, app, app, app));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private Served released(String app) {
        plan(app);
        var placed = json(post(
                "/api/v1/releases",
                "{\"app\": \"%s\", \"environment\": \"production\", \"version\": \"1.0.0\"}".formatted(app)));
        agentSays(placed, 1, Phase.SUCCEEDED, 1, "all good");
        await().atMost(Duration.ofSeconds(15))
                .until(
                        () -> json(get("/api/v1/apps/%s/environments/production".formatted(app)))
                                .get("version")
                                .asString(),
                        "1.0.0"::equals);
        return new Served(
                new ReleaseId(placed.get("id").stringValue()),
                new DeploymentId(placed.get("deployment").stringValue()));
    }

    /** In the place of the agent; the queue has one consumer at a time. */
    private Queue<DrillRequested> requests(String app) {
        var drills = new LinkedBlockingQueue<DrillRequested>();
        agent = inboxes.listen(Topology.agentQueue("agent-of-" + app), message -> {
            if (message.data() instanceof DrillRequested it) {
                drills.add(it);
            }
        });
        agent.start();
        return drills;
    }

    @AfterEach
    void stopListening() {
        if (agent != null) {
            agent.stop();
        }
    }

    private HttpResponse<String> drill(String app, String key, String body) {
        var request = authorized("/api/v1/apps/%s/environments/production/drills".formatted(app))
                .header("Content-Type", JSON);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return send(request.POST(BodyPublishers.ofString(body)));
    }
}
