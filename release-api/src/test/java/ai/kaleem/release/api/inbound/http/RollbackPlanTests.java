package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Backup;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.AgentFact;
import ai.kaleem.release.common.contract.ReleaseId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The ways out, as they are told before one is taken, over the real store. */
class RollbackPlanTests extends RunningApi {

    private static final Instant BEGUN = Instant.now().minusSeconds(95);
    private static final List<String> RELEASE = List.of("backup", "migrate", "start", "switch");
    private static final List<String> ROLLBACK = List.of("pull", "start", "switch");

    @Test
    void aMigrationThatCannotBeUndoneLeadsToTheBackupFromBeforeIt() {
        planWith("migrated", false, true);
        succeeded("migrated", "1.0.0", 1, sealed(true));
        var bad = succeeded("migrated", "1.1.0", 2, sealed(true));

        var plan = json(dryRun("migrated", "{}"));

        assertThat(plan.at("/target/version").stringValue()).isEqualTo("1.0.0");
        assertThat(plan.get("runs").stringValue()).isEqualTo("1.1.0");
        assertThat(plan.get("advised").stringValue()).isEqualTo("IMAGE_AND_DATA");
        assertThat(plan.at("/takesBack/0/deployment")).isEqualTo(bad.get("deployment"));
        assertThat(plan.at("/takesBack/0/migrations/0/reversible").booleanValue())
                .isFalse();
        assertThat(because(plan, "IMAGE_ONLY"))
                .contains("1.1.0 migrated the data (api)", "does not say that 1.0.0 can work with it");
        assertThat(way(plan, "IMAGE_ONLY").get("possible").booleanValue()).isFalse();
        var data = way(plan, "IMAGE_AND_DATA");
        assertThat(data.at("/loses/minutes").intValue()).isEqualTo(2);
        assertThat(data.at("/loses/datastores/0/file").stringValue()).isEqualTo("/backups/1.1.0/cache");
        assertThat(data.get("ask").stringValue()).endsWith("rollback {\"to\": \"1.0.0\", \"data\": \"restore\"}");
        assertThat(data.get("takes").isNull()).isTrue();
        assertThat(because(plan, "IMAGE_AND_DATA")).contains("No earlier run of this kind");
        assertThat(way(plan, "ROLL_FORWARD").at("/takes/runs").intValue()).isEqualTo(2);
    }

    @Test
    void nothingIsChangedByAsking() {
        planWith("asked", true, true);
        var good = succeeded("asked", "1.0.0", 1, sealed(true));
        succeeded("asked", "1.1.0", 2, sealed(true));
        var place = get("/api/v1/apps/asked/environments/production").body();
        var release = get(good.get("url").stringValue()).body();

        assertThat(dryRun("asked", "{\"data\": \"restore\"}").statusCode()).isEqualTo(200);

        assertThat(get("/api/v1/apps/asked/environments/production").body()).isEqualTo(place);
        assertThat(get(good.get("url").stringValue()).body()).isEqualTo(release);
        assertThat(post("/api/v1/apps/asked/environments/production/rollback?dryRun=perhaps", "{}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(get(good.get("url").stringValue()).body()).isEqualTo(release);
    }

    @Test
    void whatWasMigratedAwayIsRefusedUnlessAskedFor() {
        planWith("guarded", false, true);
        succeeded("guarded", "1.0.0", 1, sealed(true));
        succeeded("guarded", "1.1.0", 2, sealed(true));
        var path = "/api/v1/apps/guarded/environments/production/rollback";

        var refused = post(path, "{\"data\": \"keep\"}");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).get("detail").stringValue())
                .contains("1.1.0 migrated the data", "data: restore", "despiteMigration: true");
        assertThat(json(get("/api/v1/apps/guarded/environments/production"))
                        .get("underWay")
                        .isNull())
                .isTrue();
        var asked = post(path, "{\"data\": \"keep\", \"despiteMigration\": true}");
        assertThat(asked.statusCode()).isEqualTo(202);
        // Under way already, it is the same one.
        assertThat(json(post(path, "{\"data\": \"keep\"}"))).isEqualTo(json(asked));
    }

    @Test
    void theImageAloneIsAdvisedWhereTheMigrationCanStayAndSaysHowLongItTook() {
        planWith("timed", true, true);
        succeeded("timed", "1.0.0", 1, sealed(true));
        succeeded("timed", "1.1.0", 2, sealed(true));
        goBack("timed", 3, 4);
        succeeded("timed", "1.2.0", 4, sealed(true));
        goBack("timed", 5, 10);
        succeeded("timed", "1.3.0", 6, sealed(true));

        var plan = json(dryRun("timed", "{}"));

        assertThat(plan.get("advised").stringValue()).isEqualTo("IMAGE_ONLY");
        assertThat(plan.at("/options/0/way").stringValue()).isEqualTo("IMAGE_ONLY");
        assertThat(because(plan, "IMAGE_ONLY")).contains("kept on the server, stopped: no registry is needed");
        var takes = way(plan, "IMAGE_ONLY").get("takes");
        assertThat(takes.get("runs").intValue()).isEqualTo(2);
        assertThat(takes.get("medianSeconds").doubleValue()).isEqualTo(12);
        assertThat(takes.get("worstSeconds").doubleValue()).isEqualTo(30);
    }

    @Test
    void withoutASealedBackupOnlyANewVersionHelps() {
        planWith("unsealed", false, true);
        succeeded("unsealed", "1.0.0", 1, sealed(true));
        succeeded("unsealed", "1.1.0", 2, sealed(false));

        var plan = json(dryRun("unsealed", "{}"));

        assertThat(plan.get("advised").stringValue()).isEqualTo("ROLL_FORWARD");
        assertThat(because(plan, "IMAGE_AND_DATA")).contains("no sealed backup of cache from before 1.1.0");
    }

    @Test
    void eachReleaseSinceTheTargetCounts() {
        planWith("far", false, false);
        succeeded("far", "1.0.0", 1, sealed(true));
        succeeded("far", "1.1.0", 2, sealed(true));
        putMigration("far", true, false);
        succeeded("far", "1.2.0", 3, sealed(true));

        var far = json(dryRun("far", "{\"to\": \"1.0.0\"}"));
        assertThat(far.get("takesBack")
                        .valueStream()
                        .map(it -> it.get("version").stringValue()))
                .containsExactly("1.1.0", "1.2.0");
        assertThat(because(far, "IMAGE_ONLY"))
                .contains("1.1.0 migrated", "are no longer kept")
                .doesNotContain("1.2.0 m");
        assertThat(because(far, "IMAGE_AND_DATA")).contains("names no datastore");
        assertThat(json(dryRun("far", "{}")).get("advised").stringValue()).isEqualTo("IMAGE_ONLY");
    }

    @Test
    void whatIsUnderWayHasChangedNothingBeforeItStarts() {
        planWith("begun", false, true);
        succeeded("begun", "1.0.0", 1, sealed(true));
        var under = release("begun", "1.1.0");
        says(under, "begun", 2, Phase.RUNNING, 1, List.of("backup"), 1, backups("1.1.0", sealed(true)));
        await().until(() -> json(get(under.get("url").stringValue()))
                        .at("/deployments/0/steps")
                        .size()
                == 1);

        var before = json(dryRun("begun", "{}"));
        assertThat(before.get("underWay")).isEqualTo(under.get("deployment"));
        assertThat(before.get("advised").stringValue()).isEqualTo("IMAGE_ONLY");
        assertThat(because(before, "IMAGE_AND_DATA")).contains("Nothing has changed the data since 1.0.0");

        says(under, "begun", 2, Phase.RUNNING, 2, List.of("backup", "migrate"), 1, backups("1.1.0", sealed(true)));
        await().until(() -> json(dryRun("begun", "{}")).get("advised").stringValue(), "IMAGE_AND_DATA"::equals);
    }

    @Test
    void whereNothingRanBeforeThereIsOnlyForward() {
        planWith("first", false, true);
        succeeded("first", "1.0.0", 1, sealed(true));

        var plan = json(dryRun("first", "{}"));

        assertThat(plan.get("target").isNull()).isTrue();
        assertThat(plan.get("advised").stringValue()).isEqualTo("ROLL_FORWARD");
        assertThat(because(plan, "IMAGE_ONLY")).contains("Nothing ended SUCCEEDED");
        assertThat(dryRun("first", "{\"to\": \"0.9.0\"}").statusCode()).isEqualTo(409);
    }

    private HttpResponse<String> dryRun(String app, String body) {
        return post("/api/v1/apps/%s/environments/production/rollback?dryRun=true".formatted(app), body);
    }

    private static JsonNode way(JsonNode plan, String way) {
        return plan.get("options")
                .valueStream()
                .filter(it -> it.get("way").stringValue().equals(way))
                .findFirst()
                .orElseThrow();
    }

    private static String because(JsonNode plan, String way) {
        return way(plan, way).get("because").toString();
    }

    private void planWith(String app, boolean reversible, boolean datastore) {
        assertThat(putMigration(app, reversible, datastore)).isEqualTo(201);
    }

    private int putMigration(String app, boolean reversible, boolean datastore) {
        return putPlan(app, """
                app: %s
                services:
                  api: {image: shop-api, port: 3000, migrate: {run: [npm, run, migrate], reversible: %s}}
                %senvironments: {production: {agent: agent-of-%s, publish: "127.0.0.1:3000"}}
                """.formatted(
                                app,
                                reversible,
                                datastore ? "datastores: {cache: {type: redis, container: shop-cache}}\n" : "",
                                app))
                .statusCode();
    }

    private JsonNode release(String app, String version) {
        return json(post(
                "/api/v1/releases",
                "{\"app\": \"%s\", \"environment\": \"production\", \"version\": \"%s\"}".formatted(app, version)));
    }

    private JsonNode succeeded(String app, String version, long epoch, Backup backup) {
        var placed = release(app, version);
        says(placed, app, epoch, Phase.SUCCEEDED, 1, RELEASE, 1, backups(version, backup));
        settled(app, version);
        return placed;
    }

    /** @param seconds that each of its three steps took */
    private void goBack(String app, long epoch, int seconds) {
        var placed = json(post("/api/v1/apps/%s/environments/production/rollback".formatted(app), "{}"));
        says(placed, app, epoch, Phase.SUCCEEDED, 1, ROLLBACK, seconds, List.of());
        settled(app, "1.0.0");
    }

    private void settled(String app, String version) {
        await().atMost(Duration.ofSeconds(15)).until(() -> {
            var place = json(get("/api/v1/apps/%s/environments/production".formatted(app)));
            return place.get("underWay").isNull()
                    && version.equals(place.get("version").stringValue());
        });
    }

    private static Backup sealed(boolean sealed) {
        return new Backup("cache", "", 7, "0f".repeat(32), sealed, false, BEGUN);
    }

    private static List<Backup> backups(String version, Backup one) {
        return List.of(new Backup(
                one.datastore(),
                "/backups/%s/cache".formatted(version),
                one.bytes(),
                one.sha256(),
                one.sealed(),
                one.drilled(),
                one.takenAt()));
    }

    private void says(
            JsonNode placed,
            String app,
            long epoch,
            Phase phase,
            long revision,
            List<String> steps,
            int seconds,
            List<Backup> backups) {
        publisher.publish(envelopes.seal(AgentFact.of(new AgentReport(
                new ReleaseId(placed.get("id").stringValue()),
                new DeploymentId(placed.get("deployment").stringValue()),
                "agent-of-" + app,
                app,
                "production",
                epoch,
                revision,
                Instant.now(),
                phase,
                IntStream.range(0, steps.size())
                        .mapToObj(it -> new Step(
                                steps.get(it),
                                StepState.DONE,
                                BEGUN.plusSeconds((long) seconds * it),
                                BEGUN.plusSeconds((long) seconds * (it + 1)),
                                "done",
                                null))
                        .toList(),
                backups,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null))));
    }
}
