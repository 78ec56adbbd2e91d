package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which backup an emergency rollback restores. The store's whole content is a sentence. */
class TakingDataBackTests {

    private final World world = new World();

    @AfterEach
    void stop() {
        world.close();
    }

    private void holds(String data) {
        world.backups.data.put("shop-store", data);
    }

    private void assertHolds(String data) {
        assertThat(world.backups.data).containsEntry("shop-store", data);
    }

    private DeploymentRequested bakes(String version, long epoch) {
        var request = Plan.release(version, epoch, Duration.ofMinutes(5), Duration.ofMinutes(5), RestorePolicy.NEVER);
        world.ask(request);
        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(request));
        world.awaitPhase(request.deploymentId(), Phase.KEPT);
        return request;
    }

    private DeploymentRequested isStuckInItsPull(String version, long epoch) {
        world.host.pullHangs = true;
        var digest = "registry.example/shop@sha256:" + "c".repeat(64);
        var request =
                Plan.release(version, epoch).withServices(List.of(Plan.service("api", digest, 3000, null, List.of())));
        world.ask(request);
        world.await(request.deploymentId(), it -> World.step(it, "pull").state() == StepState.RUNNING);
        return request;
    }

    private AgentReport rollsBack(DeploymentRequested target, long epoch, DeploymentId aborts, DataChoice data) {
        var request = Plan.rollbackTo(target, epoch, aborts, data);
        world.ask(request);
        return world.awaitEnd(request.deploymentId());
    }

    private void assertUntouched(AgentReport report) {
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(World.step(report, "restore").state()).isEqualTo(StepState.SKIPPED);
        assertThat(report.lostSince()).isNull();
        assertThat(world.backups.calls).noneMatch(it -> it.startsWith("restore"));
    }

    @Test
    void leavesTheDataOfAMonthWhenTheAbortedReleaseHadNotStarted() {
        holds("before 1");
        var first = world.serves("1", 1);
        holds("a month of 1");
        var second = isStuckInItsPull("2", 2);
        var report = rollsBack(first, 3, second.deploymentId(), DataChoice.RESTORE);
        assertUntouched(report);
        assertThat(World.step(report, "restore").detail()).contains("nothing was changed");
        assertHolds("a month of 1");
    }

    @Test
    void leavesTheDataAlsoWhenTheTargetServesSinceARollback() {
        var first = world.serves("1", 1);
        holds("of 1");
        world.serves("2", 2);
        rollsBack(first, 3, null, DataChoice.KEEP);
        holds("of 1, after the rollback");
        var third = isStuckInItsPull("3", 4);
        assertUntouched(rollsBack(first, 5, third.deploymentId(), DataChoice.RESTORE));
        assertHolds("of 1, after the rollback");
    }

    @Test
    void leavesTheDataWhenNothingEverTookOver() {
        holds("before 1");
        var first = world.serves("1", 1);
        holds("of 1");
        assertUntouched(rollsBack(first, 2, null, DataChoice.RESTORE));
        assertHolds("of 1");
    }

    @Test
    void goesBackToWhatAnEarlierTargetLeftThoughARollbackServes() {
        var first = world.serves("1", 1);
        holds("of 1");
        var second = world.serves("2", 2);
        holds("of 2");
        world.serves("3", 3);
        holds("damaged by 3");
        rollsBack(second, 4, null, DataChoice.RESTORE);
        assertHolds("of 2");
        var report = rollsBack(first, 5, null, DataChoice.RESTORE);
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertHolds("of 1");
    }

    @Test
    void restoresAlsoAfterARollbackThatKeptTheData() {
        var first = world.serves("1", 1);
        holds("of 1");
        world.serves("2", 2);
        holds("damaged by 2");
        rollsBack(first, 3, null, DataChoice.KEEP);
        var report = rollsBack(first, 4, null, DataChoice.RESTORE);
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(report.lostSince()).isNotNull();
        assertHolds("of 1");
    }

    @Test
    void doesNotRestoreTheSameTwice() {
        var first = world.serves("1", 1);
        holds("of 1");
        world.serves("2", 2);
        rollsBack(first, 3, null, DataChoice.RESTORE);
        holds("of 1, after the rollback");
        var report = rollsBack(first, 4, null, DataChoice.RESTORE);
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(World.step(report, "restore").detail()).contains("before 2 already");
        assertHolds("of 1, after the rollback");
    }

    @Test
    void undoesARollbackToTheWrongTarget() {
        var first = world.serves("1", 1);
        holds("of 1");
        var second = world.serves("2", 2);
        holds("of 2");
        rollsBack(first, 3, null, DataChoice.RESTORE);
        assertHolds("of 1");
        rollsBack(second, 4, null, DataChoice.RESTORE);
        assertHolds("of 2");
    }

    @Test
    void takesTheBackupOfWhatTookOverFromTheTargetNotOfWhatIsAborted() {
        var first = world.serves("1", 1);
        holds("of 1");
        world.serves("2", 2);
        holds("of 2");
        var third = bakes("3", 3);
        holds("of 3");
        rollsBack(first, 4, third.deploymentId(), DataChoice.RESTORE);
        assertHolds("of 1");
    }

    @Test
    void putsTheDataBackWhenTheTargetFailsAfterTheRestore() {
        var first = world.serves("1", 1);
        holds("of 1");
        var second = world.serves("2", 2);
        holds("of 2");
        world.answers.put("1", new Answer.Down("it answered 500"));
        var report = rollsBack(first, 3, null, DataChoice.RESTORE);
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertHolds("of 2");
        assertThat(report.lostSince()).isNull();
        assertThat(report.next()).contains("The data is as it was before the restore");
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(second, "api"));
        assertThat(world.gateway.holds(Plan.API)).isFalse();
    }

    @Test
    void saysWhereTheDataIsWhenItCannotBePutBack() {
        var first = world.serves("1", 1);
        holds("of 1");
        var second = world.serves("2", 2);
        holds("of 2");
        world.answers.put("1", new Answer.Down("it answered 500"));
        world.backups.refusesToRestore = "BEFORE_RESTORE";
        var report = rollsBack(first, 3, null, DataChoice.RESTORE);
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(report.lostSince()).isNotNull();
        assertThat(report.reason()).contains("it answered 500", "Going back failed at put-back");
        assertThat(report.next())
                .contains("The data is as of " + report.lostSince())
                .contains(report.backups().getFirst().file());
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(second, "api"));
    }

    @Test
    void saysWhereTheDataIsWhenTheVersionBeforeDoesNotTakeIt() {
        world.serves("1", 1);
        holds("of 1");
        var second = Plan.release("2", 2, Duration.ofMinutes(5), Duration.ZERO, RestorePolicy.AUTO);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        holds("of 2");
        world.answers.put("1", new Answer.Down("it answered 500"));
        world.ask(Plan.turnBack(second));
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(report.lostSince()).isNotNull();
        assertThat(report.next())
                .contains("The data is as of " + report.lostSince())
                .contains(report.backups().getLast().file())
                .doesNotContain(report.backups().getFirst().file());
    }

    @Test
    void saysWhereTheDataIsWhenNeitherTheRestoreNorThePutBackWorks() {
        world.serves("1", 1);
        holds("of 1");
        var second = Plan.release("2", 2, Duration.ofMinutes(5), Duration.ZERO, RestorePolicy.AUTO);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        holds("of 2");
        world.backups.refusesToRestore = "BEFORE_";
        world.ask(Plan.turnBack(second));
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(World.step(report, "put-back").state()).isEqualTo(StepState.FAILED);
        assertThat(report.next())
                .contains("A restore was begun and did not end")
                .contains(report.backups().getLast().file());
        assertThat(world.gateway.holds(Plan.API)).isFalse();
    }
}
