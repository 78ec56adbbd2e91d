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
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RollBackReleaseTests {

    private final World world = new World();

    @AfterEach
    void stop() {
        world.close();
    }

    private DeploymentRequested bakes(String version, long epoch, RestorePolicy restore) {
        var request = Plan.release(version, epoch, Duration.ofMinutes(5), Duration.ofMinutes(5), restore);
        world.ask(request);
        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(request));
        world.awaitPhase(request.deploymentId(), Phase.KEPT);
        return request;
    }

    private AgentReport rollsBack(DeploymentRequested target, long epoch, DeploymentId aborts, DataChoice data) {
        var request = Plan.rollbackTo(target, epoch, aborts, data);
        world.ask(request);
        return world.awaitEnd(request.deploymentId());
    }

    private void servesFrom(DeploymentRequested deployment) {
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(deployment, "api"));
        assertThat(world.host.running())
                .containsExactlyInAnyOrder(Plan.container(deployment, "api"), Plan.container(deployment, "worker"));
    }

    @Test
    void startsTheKeptContainersWithoutARegistry() {
        var first = world.serves("1", 1);
        var second = world.serves("2", 2);
        world.host.localImages.clear();

        var report = rollsBack(first, 3, null, DataChoice.KEEP);
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(report.serving()).isEqualTo("1");
        assertThat(report.confirmBy()).isNull();
        servesFrom(first);
        assertThat(world.host.all()).contains(Plan.container(second, "api"));
    }

    @Test
    void goesForthAndBackAgain() {
        var first = world.serves("1", 1);
        var second = world.serves("2", 2);
        rollsBack(first, 3, null, DataChoice.KEEP);
        rollsBack(second, 4, null, DataChoice.KEEP);
        servesFrom(second);
        rollsBack(first, 5, null, DataChoice.KEEP);
        servesFrom(first);
        var third = world.serves("3", 6);
        servesFrom(third);
    }

    @Test
    void makesContainersFromTheImageWhereNoneAreLeft() {
        var first = world.serves("1", 1);
        world.serves("2", 2);
        world.serves("3", 3);
        assertThat(world.host.all()).doesNotContain(Plan.container(first, "api"));
        var request = Plan.rollbackTo(first, 4, null, DataChoice.KEEP);
        world.ask(request);
        assertThat(world.awaitEnd(request.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        servesFrom(request);
    }

    @Test
    void abortsTheBakingReleaseAndFindsThatTheTargetServes() {
        var first = world.serves("1", 1);
        var second = bakes("2", 2, RestorePolicy.NEVER);
        var report = rollsBack(first, 3, second.deploymentId(), DataChoice.KEEP);
        assertThat(world.report(second.deploymentId()).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.report(second.deploymentId()).reason()).contains("A rollback to 1");
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        servesFrom(first);
        assertThat(world.host.all()).doesNotContain(Plan.container(second, "api"));
    }

    @Test
    void keepsTheVersionBeforeTheOneThatServedAllAlong() {
        var first = world.serves("1", 1);
        var second = world.serves("2", 2);
        var third = bakes("3", 3, RestorePolicy.NEVER);
        rollsBack(second, 4, third.deploymentId(), DataChoice.KEEP);
        servesFrom(second);
        assertThat(world.host.all()).contains(Plan.container(first, "api"), Plan.container(first, "worker"));

        world.host.localImages.clear();
        rollsBack(first, 5, null, DataChoice.KEEP);
        servesFrom(first);
    }

    @Test
    void abortsAReleaseThatHasNotSwitchedYet() {
        var first = world.serves("1", 1);
        world.answers.put("2", new Answer.Silent("starting"));
        var second = Plan.release("2", 2)
                .withServices(List.of(ServiceSpecBuilder.builder()
                        .name("api")
                        .image("shop:2")
                        .port(3000)
                        .stopGrace(Duration.ZERO)
                        .health(new ServiceSpec.Health("/", 10, Duration.ofSeconds(20), Duration.ofSeconds(1)))
                        .build()));
        world.ask(second);
        world.await(
                second.deploymentId(),
                it -> it.steps().stream()
                        .anyMatch(step -> step.name().equals("healthy") && step.state() == StepState.RUNNING));
        var report = rollsBack(first, 3, second.deploymentId(), DataChoice.KEEP);
        assertThat(world.report(second.deploymentId()).phase()).isEqualTo(Phase.CANCELLED);
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        servesFrom(first);
    }

    @Test
    void restoresTheDataFromBeforeTheAbortedRelease() {
        world.backups.data.put("shop-store", "of 1");
        var first = world.serves("1", 1);
        world.backups.data.put("shop-store", "of 1, later");
        var second = bakes("2", 2, RestorePolicy.AUTO);
        world.backups.data.put("shop-store", "damaged by 2");
        world.backups.whileRestoring = () -> {
            assertThat(world.gateway.holds(Plan.API)).isTrue();
            assertThat(world.host.running()).isEmpty();
        };
        var report = rollsBack(first, 3, second.deploymentId(), DataChoice.RESTORE);
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(report.lostSince()).isNotNull();
        assertThat(world.backups.data).containsEntry("shop-store", "of 1, later");
        assertThat(world.backups.files).containsValue("damaged by 2");
        assertThat(world.backups.calls)
                .filteredOn(it -> it.startsWith("restore"))
                .hasSize(1);
        assertThat(world.gateway.holds(Plan.API)).isFalse();
        servesFrom(first);
    }

    @Test
    void restoresTheDataFromBeforeTheReleaseThatServes() {
        var first = world.serves("1", 1);
        world.backups.data.put("shop-store", "of 1");
        world.serves("2", 2);
        world.backups.data.put("shop-store", "damaged by 2");
        rollsBack(first, 3, null, DataChoice.RESTORE);
        assertThat(world.backups.data).containsEntry("shop-store", "of 1");
        servesFrom(first);
    }

    @Test
    void leavesWhatServesWhenTheTargetIsNotHealthy() {
        var first = world.serves("1", 1);
        var second = world.serves("2", 2);
        world.answers.put("1", new Answer.Down("it answered 500"));
        var report = rollsBack(first, 3, null, DataChoice.KEEP);
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(report.next()).contains("A person is needed");
        assertThat(report.serving()).isEqualTo("2");
        servesFrom(second);
        assertThat(world.host.all()).contains(Plan.container(first, "api"));
    }

    @Test
    void bringsUpWhatServedWhenTheTargetFailsAfterARestore() {
        var first = world.serves("1", 1);
        var second = world.serves("2", 2);
        world.answers.put("1", new Answer.Down("it answered 500"));
        var report = rollsBack(first, 3, null, DataChoice.RESTORE);
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        servesFrom(second);
        assertThat(world.gateway.holds(Plan.API)).isFalse();
    }

    @Test
    void preemptsARollbackToAnotherTarget() {
        var first = world.serves("1", 1);
        var second = world.serves("2", 2);
        var third = world.serves("3", 3);
        world.host.has("shop:1");
        world.answers.put("1", new Answer.Silent("never"));
        var wrong = Plan.rollbackTo(
                first.withServices(first.services().stream()
                        .map(it -> it.health() == null
                                ? it
                                : it.withHealth(
                                        new ServiceSpec.Health("/", 9, Duration.ofSeconds(9), Duration.ofSeconds(1))))
                        .toList()),
                4,
                null,
                DataChoice.KEEP);
        world.ask(wrong);
        world.await(
                wrong.deploymentId(),
                it -> it.steps().stream()
                        .anyMatch(step -> step.name().equals("healthy") && step.state() == StepState.RUNNING));
        var report = rollsBack(second, 5, wrong.deploymentId(), DataChoice.KEEP);
        assertThat(world.report(wrong.deploymentId()).phase()).isEqualTo(Phase.CANCELLED);
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        servesFrom(second);
        assertThat(world.host.all()).contains(Plan.container(third, "api"));
    }
}
