package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Restoration;
import ai.kaleem.release.common.contract.StoredData;
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
import tools.jackson.databind.JsonNode;

/** Data is brought back by name, and nothing that nobody named. */
class RestoresTests extends RunningApi {

    @Autowired
    Inboxes inboxes;

    private MessageListenerContainer agent;

    @AfterEach
    void stopListening() {
        if (agent != null) {
            agent.stop();
        }
    }

    @Test
    void theNamedBackupIsAskedOfTheAgentOnceInATurnOfItsOwn() {
        hasBackups("restored");
        var key = UUID.randomUUID().toString();
        var body = "{\"backup\": \"nightly.rdb.zst\", \"reason\": \"orders were deleted\"}";

        var answer = restore("restored", "", key, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var placed = json(answer);
        assertThat(json(restore("restored", "", key, body))).isEqualTo(placed);
        assertThat(deployment(placed).at("/restorations/0/backup").stringValue())
                .isEqualTo("nightly.rdb.zst");
        assertThat(json(restore("restored", "", null, body)))
                .as("one under way is enough")
                .isEqualTo(placed);
        assertThat(restore("restored", "", null, "{\"before\": \"2.0.0\"}"))
                .returns(409, HttpResponse::statusCode)
                .satisfies(it -> assertThat(it.body()).contains("is under way in production of restored"));
        var requests = requests("restored");
        await().atMost(Duration.ofSeconds(15)).until(() -> requests.stream().anyMatch(it -> it.kind() == Kind.RESTORE));
        assertThat(requests)
                .filteredOn(it -> it.kind() == Kind.RESTORE)
                .singleElement()
                .returns(List.of(new Restoration("redis", "nightly.rdb.zst")), DeploymentRequested::restorations)
                .returns("1.0.0", DeploymentRequested::version);

        agentSays(placed, 2, Phase.SUCCEEDED, 1, null);

        state(placed, "SUCCEEDED");
        assertThat(json(get("/api/v1/apps/restored/environments/production"))
                        .get("version")
                        .stringValue())
                .isEqualTo("1.0.0");
    }

    @Test
    void beforeAVersionNamesWhatWasTakenBeforeItsLastTry() {
        hasBackups("returned-to");

        var all = json(restore("returned-to", "", null, "{\"before\": \"2.0.0\"}"));
        agentSays(all, 2, Phase.FAILED, 1, "restore: the disk is full");
        state(all, "FAILED");
        json(restore("returned-to", "", null, "{\"before\": \"2.0.0\", \"datastore\": \"postgres\"}"));

        var requests = requests("returned-to");
        await().atMost(Duration.ofSeconds(15))
                .until(() -> requests.stream()
                                .filter(it -> it.kind() == Kind.RESTORE)
                                .count()
                        == 2);
        assertThat(requests)
                .filteredOn(it -> it.kind() == Kind.RESTORE)
                .extracting(DeploymentRequested::restorations)
                .containsExactly(
                        List.of(
                                new Restoration("redis", "second.rdb.zst"),
                                new Restoration("postgres", "second.sql.zst")),
                        List.of(new Restoration("postgres", "second.sql.zst")));
    }

    @Test
    void aDryRunEndsCancelledAndNamesNoEmergency() {
        hasBackups("asked-about");

        var placed = json(restore("asked-about", "?dryRun=true", null, "{\"backup\": \"nightly.rdb.zst\"}"));
        agentSays(placed, 2, Phase.CANCELLED, 1, "It was a dry run: nothing was touched");

        state(placed, "CANCELLED");
        var deployment = deployment(placed);
        assertThat(deployment.get("kind").stringValue()).isEqualTo("RESTORE_DRY_RUN");
        assertThat(deployment.get("reason").stringValue()).doesNotContain("emergency");
        assertThat(deployment.get("next").stringValue()).isEqualTo("See the log");
    }

    @Test
    void refusesInWordsWhatIsNotNamedOrNotThere() {
        hasBackups("unnamed-backup");

        assertThat(restore("unnamed-backup", "", null, "{}"))
                .returns(422, HttpResponse::statusCode)
                .satisfies(it -> assertThat(it.body()).contains("name one backup, or with before the version"));
        assertThat(restore("unnamed-backup", "", null, "{\"backup\": \"a\", \"before\": \"2.0.0\"}")
                        .body())
                .contains("is given and before, too");
        assertThat(restore("unnamed-backup", "", null, "{\"backup\": \"yesterday.zst\"}")
                        .body())
                .contains("is no sealed one", "GET .../backups");
        assertThat(restore("unnamed-backup", "", null, "{\"backup\": \"half.rdb.zst\"}")
                        .body())
                .contains("is no sealed one");
        assertThat(restore("unnamed-backup", "", null, "{\"before\": \"3.0.0\"}")
                        .body())
                .contains("is no version that a sealed backup was taken for");
        assertThat(restore("unnamed-backup", "", null, "{\"before\": \"2.0.0\", \"datastore\": \"mongo\"}")
                        .body())
                .contains("is none of the plan");
    }

    @Test
    void saysThatTheAgentHasNotToldWhatThereIs() {
        released("untold");

        assertThat(restore("untold", "", null, "{\"backup\": \"nightly.rdb.zst\"}"))
                .returns(422, HttpResponse::statusCode)
                .satisfies(it -> assertThat(it.body()).contains("that is known (not told yet"));
    }

    private DeploymentId released(String app) {
        var answer = putPlan(app, """
                app: %s
                services: {api: {image: shop-api, port: 3000}}
                datastores:
                  redis: {type: redis, container: %s-redis}
                  postgres: {type: postgres, container: %s-postgres}
                environments: {production: {agent: agent-of-%s, publish: "127.0.0.1:3000"}}
                """.formatted(app, app, app, app));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var placed = json(post(
                "/api/v1/releases",
                "{\"app\": \"%s\", \"environment\": \"production\", \"version\": \"1.0.0\"}".formatted(app)));
        agentSays(placed, 1, Phase.SUCCEEDED, 1, "all good");
        state(placed, "SUCCEEDED");
        await().until(() -> json(get("/api/v1/apps/%s/environments/production".formatted(app)))
                .get("underWay")
                .isNull());
        return new DeploymentId(placed.get("deployment").stringValue());
    }

    /** 2.0.0 was tried twice, and one nightly backup is only half there. */
    private void hasBackups(String app) {
        var serving = released(app);
        var first = DeploymentId.next();
        var second = DeploymentId.next();
        tells(
                app,
                stored(StoredData.Kind.SCHEDULED, serving, "1.0.0", "redis", "nightly.rdb.zst", true),
                stored(StoredData.Kind.SCHEDULED, serving, "1.0.0", "redis", "half.rdb.zst", false),
                stored(StoredData.Kind.BEFORE_RELEASE, second, "2.0.0", "redis", "second.rdb.zst", true),
                stored(StoredData.Kind.BEFORE_RELEASE, second, "2.0.0", "postgres", "second.sql.zst", true),
                stored(StoredData.Kind.BEFORE_RESTORE, second, "2.0.0", "redis", "dump.rdb.zst", true),
                stored(StoredData.Kind.BEFORE_RELEASE, first, "2.0.0", "redis", "first.rdb.zst", true));
        await().atMost(Duration.ofSeconds(15))
                .until(() -> json(get("/api/v1/apps/%s/environments/production/backups".formatted(app)))
                                .get("items")
                                .size()
                        == 6);
    }

    private static StoredData.Stored stored(
            StoredData.Kind kind, DeploymentId of, String version, String datastore, String file, boolean sealed) {
        return new StoredData.Stored(
                kind,
                of,
                version,
                new AgentReport.Backup(
                        datastore, "/backups/" + file, 4096, "0".repeat(64), sealed, false, Instant.now()));
    }

    private void tells(String app, StoredData.Stored... backups) {
        var now = Instant.now();
        publisher.publish(envelopes.seal(new Beat(
                "agent-of-" + app,
                now,
                "0.1.0",
                List.of(new Serving(
                        app,
                        "production",
                        null,
                        "1.0.0",
                        true,
                        null,
                        new StoredData(now, List.of(backups), List.of()))))));
    }

    /** In the place of the agent; the queue has one consumer at a time. */
    private Queue<DeploymentRequested> requests(String app) {
        var requests = new LinkedBlockingQueue<DeploymentRequested>();
        agent = inboxes.listen(Topology.agentQueue("agent-of-" + app), message -> {
            if (message.data() instanceof DeploymentRequested it) {
                requests.add(it);
            }
        });
        agent.start();
        return requests;
    }

    private JsonNode deployment(JsonNode placed) {
        var id = placed.get("deployment").stringValue();
        return json(get(placed.get("url").stringValue()))
                .get("deployments")
                .valueStream()
                .filter(it -> it.get("id").stringValue().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void state(JsonNode placed, String state) {
        await().atMost(Duration.ofSeconds(15))
                .until(() -> deployment(placed).get("state").stringValue(), state::equals);
    }

    private HttpResponse<String> restore(String app, String query, String key, String body) {
        var request = authorized("/api/v1/apps/%s/environments/production/restores%s".formatted(app, query))
                .header("Content-Type", JSON);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return send(request.POST(BodyPublishers.ofString(body)));
    }
}
