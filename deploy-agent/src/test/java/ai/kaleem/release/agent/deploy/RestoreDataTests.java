package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Restoration;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestoreDataTests {

    private static final DatastoreSpec FILES =
            Plan.store().with(it -> it.name("files").container("shop-files"));

    private World world = new World();
    private DeploymentRequested first;
    private DeploymentRequested serving;

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void theNamedBackupIsThereAgainAndWhatServedServes() {
        serves(it -> it);
        world.backups.whileRestoring = () -> {
            assertThat(world.gateway.holds(Plan.API)).isTrue();
            assertThat(world.host.running()).isEmpty();
        };

        var end = restores(backup("store"), backup("files"));

        assertThat(end.phase()).as(end.reason()).isEqualTo(Phase.SUCCEEDED);
        assertThat(world.backups.data).containsEntry("shop-store", "of 1").containsEntry("shop-files", "files of 1");
        assertThat(end.lostSince()).isEqualTo(backup("store").takenAt());
        assertThat(end.serving()).isEqualTo("2");
        assertThat(world.backups.files).containsValues("of 2", "files of 2");
        servesAsBefore();
    }

    @Test
    void aStoreThatNobodyNamedIsLeftAsItIs() {
        serves(it -> it);

        assertThat(restores(backup("files")).phase()).isEqualTo(Phase.SUCCEEDED);

        assertThat(world.backups.data).containsEntry("shop-store", "of 2").containsEntry("shop-files", "files of 1");
        servesAsBefore();
    }

    @Test
    void whatMustNotRunTwiceServesAgain() {
        serves(Plan::alone);

        assertThat(restores(backup("store")).phase()).isEqualTo(Phase.SUCCEEDED);

        servesAsBefore();
    }

    @Test
    void replicasServeAgain() {
        serves(it -> Plan.replicated(it, 3, it.services().getFirst().strategy()));

        assertThat(restores(backup("store")).phase()).isEqualTo(Phase.SUCCEEDED);

        servesAsBefore();
    }

    @Test
    void aBackupThatIsNotHereIsRefusedBeforeAnythingIsTouched() {
        serves(it -> it);
        var calls = List.copyOf(world.backups.calls);
        var request = Plan.restore(serving, 9, List.of());

        var gone = ends(request.withRestorations(List.of(new Restoration("store", "yesterday.zst"))));
        var unknown = ends(Plan.restore(serving, 10, List.of())
                .withRestorations(List.of(new Restoration("mongo", "yesterday.zst"))));

        assertThat(gone.phase()).isEqualTo(Phase.FAILED);
        assertThat(gone.reason()).contains("there is no sealed backup 'yesterday.zst' of store on this host");
        assertThat(unknown.reason()).contains("has no datastore 'mongo'");
        assertThat(world.backups.calls).isEqualTo(calls);
        servesAsBefore();
    }

    @Test
    void whereOneCannotBeRestoredAllAreAsTheyWere() {
        serves(it -> it);
        world.backups.refusesToRestore = backup("files").file();

        var end = restores(backup("store"), backup("files"));

        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("restore", "cannot be restored");
        assertThat(end.next()).contains("ask for the restore again", "The data is as it was before the restore");
        assertThat(end.lostSince()).isNull();
        assertThat(world.backups.data).containsEntry("shop-store", "of 2").containsEntry("shop-files", "files of 2");
        servesAsBefore();
    }

    @Test
    void whereTheVersionDoesNotWorkWithItTheDataIsAsItWas() {
        serves(it -> it);
        world.backups.whileRestoring = () -> world.answers.put("2", new Answer.Down("it answered 500"));

        var end = restores(backup("store"));

        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("healthy");
        assertThat(world.backups.data).containsEntry("shop-store", "of 2");
        servesAsBefore();
    }

    @Test
    void aDryRunSaysWhatWouldBeLostAndTouchesNothing() {
        serves(it -> it);
        var calls = List.copyOf(world.backups.calls);

        var end = ends(Plan.restore(serving, 9, List.of(backup("store"))).withKind(Kind.RESTORE_DRY_RUN));

        assertThat(end.phase()).isEqualTo(Phase.CANCELLED);
        var step = end.steps().getFirst();
        assertThat(step.detail())
                .contains("What was written since %s is lost"
                        .formatted(backup("store").takenAt()));
        assertThat(step.evidence()).contains("store: from " + backup("store").file());
        assertThat(world.backups.calls).isEqualTo(calls);
        servesAsBefore();
    }

    @Test
    void whatDriftedIsPutRightFirst() {
        serves(it -> it);
        world.host.remove(Plan.container(serving, "worker"));

        var end = restores(backup("store"));

        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("drift/put-right");
        assertThat(world.backups.data).containsEntry("shop-store", "of 2");
    }

    /** What a rollback with the data goes back to is what the release found, whatever was restored since. */
    @Test
    void aRollbackAfterwardsStillKnowsItsBackup() {
        serves(it -> it);
        restores(backup("store"));
        world.backups.data.put("shop-store", "of 2, later");

        var back = ends(Plan.rollbackTo(first, 20, null, DataChoice.RESTORE));

        assertThat(back.phase()).as(back.reason()).isEqualTo(Phase.SUCCEEDED);
        assertThat(back.serving()).isEqualTo("1");
        assertThat(world.backups.data).containsEntry("shop-store", "of 1");
    }

    @Test
    void endsTheSameWhereverTheAgentIsKilled() {
        for (int position = 0; ; position++) {
            world.close();
            world = new World();
            serves(it -> it);
            world.killAtCall(position);
            var request = Plan.restore(serving, 9, List.of(backup("store"), backup("files")));
            world.ask(request);
            Awaitility.await()
                    .dontCatchUncaughtExceptions()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> world.isDead() || world.hasEnded(request.deploymentId()));
            if (!world.isDead()) {
                assertThat(position).isGreaterThan(60);
                return;
            }
            world.restart();
            var end = world.awaitEnd(request.deploymentId());
            assertThat(end.phase())
                    .as("killed at call %d: %s", position, end.reason())
                    .isEqualTo(Phase.SUCCEEDED);
            assertThat(world.backups.data)
                    .as("killed at call %d", position)
                    .containsEntry("shop-store", "of 1")
                    .containsEntry("shop-files", "files of 1");
            assertThat(world.backups.files).containsValues("of 2", "files of 2");
            servesAsBefore();
        }
    }

    private void serves(UnaryOperator<DeploymentRequested> change) {
        first = release("1", 1, change);
        world.backups.data.put("shop-store", "of 1");
        world.backups.data.put("shop-files", "files of 1");
        serving = release("2", 2, change);
        world.backups.data.put("shop-store", "of 2");
        world.backups.data.put("shop-files", "files of 2");
    }

    private DeploymentRequested release(String version, long epoch, UnaryOperator<DeploymentRequested> change) {
        var request = Plan.release(version, epoch).withDatastores(List.of(Plan.store(), FILES));
        return world.serves(change.apply(request));
    }

    /** Taken before the release that serves. */
    private AgentReport.Backup backup(String datastore) {
        return world.report(serving.deploymentId()).backups().stream()
                .filter(it -> it.datastore().equals(datastore))
                .findFirst()
                .orElseThrow();
    }

    private AgentReport restores(AgentReport.Backup... backups) {
        return ends(Plan.restore(serving, 9, List.of(backups)));
    }

    private AgentReport ends(DeploymentRequested request) {
        world.ask(request);
        return world.awaitEnd(request.deploymentId());
    }

    private void servesAsBefore() {
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(serving, "api"));
        assertThat(world.gateway.holds(Plan.API)).isFalse();
        assertThat(world.host.running())
                .containsExactlyInAnyOrderElementsOf(serving.services().stream()
                        .map(it -> Plan.container(serving, it.name()))
                        .toList());
    }
}
