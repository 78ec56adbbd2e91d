package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store's whole content is a sentence, which a migration rewrites. */
class MigrationTests {

    private static final int MOST_CALLS = 400;

    private final World world = new World();
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void stop() {
        world.close();
    }

    private static DeploymentRequested migrating(RestorePolicy restore, boolean reversible) {
        return migrating(restore, reversible, Duration.ofSeconds(5));
    }

    private static DeploymentRequested migrating(RestorePolicy restore, boolean reversible, Duration timeout) {
        return Plan.migrating(
                Plan.release("2", 2, Duration.ofSeconds(30), Duration.ZERO, restore),
                new ServiceSpec.Migration(List.of("npm", "run", "migrate"), timeout, reversible));
    }

    private static void migrates(World world, AtomicInteger runs, Integer exitCode) {
        world.host.once.put("api.migrate", () -> {
            runs.incrementAndGet();
            world.backups.data.put("shop-store", "migrated for 2");
            return exitCode;
        });
    }

    private void holds(String data) {
        world.backups.data.put("shop-store", data);
    }

    private void assertHolds(String data) {
        assertThat(world.backups.data).containsEntry("shop-store", data);
    }

    private AgentReport endOf(DeploymentRequested request) {
        world.ask(request);
        return world.awaitEnd(request.deploymentId());
    }

    private void assertServes(DeploymentRequested request) {
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(request, "api"));
        assertThat(world.gateway.holds(Plan.API)).isFalse();
        assertThat(world.host.running())
                .containsExactlyInAnyOrder(Plan.container(request, "api"), Plan.container(request, "worker"));
    }

    @Test
    void runsBetweenTheBackupAndTheNewVersion() {
        world.serves("1", 1);
        holds("of 1");
        var second = migrating(RestorePolicy.NEVER, false);
        world.host.once.put("api.migrate", () -> {
            assertThat(world.backups.files).containsValue("of 1");
            assertThat(world.host.all()).doesNotContain(Plan.container(second, "api"));
            world.host.prints(Plan.container(second, "api.migrate"), "added a column\n");
            holds("migrated for 2");
            return 0;
        });
        world.ask(second);
        var switched = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        var step = World.step(switched, "migrate");
        assertThat(step.state()).isEqualTo(StepState.DONE);
        assertThat(step.detail()).isEqualTo("api migrated; going back from here takes a restore");
        assertThat(step.evidence()).contains("added a column");
        assertThat(switched.steps())
                .extracting(AgentReport.Step::name)
                .containsExactly(
                        "preflight", "backup", "pull", "migrate", "start", "healthy", "switch", "confirm", "retire");
        assertHolds("migrated for 2");

        world.ask(Plan.keep(second));
        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(world.host.all()).doesNotContain(Plan.container(second, "api.migrate"));
    }

    @Test
    void aReleaseWithoutOneHasNoSuchStep() {
        var first = world.serves("1", 1);
        assertThat(world.report(first.deploymentId()).steps())
                .extracting(AgentReport.Step::name)
                .doesNotContain("migrate");
    }

    @Test
    void aFailedOneLeavesTheVersionBeforeServingAndSaysWhatToDo() {
        var first = world.serves("1", 1);
        var second = migrating(RestorePolicy.NEVER, false);
        world.host.once.put("api.migrate", () -> {
            world.host.prints(Plan.container(second, "api.migrate"), "no such column\n");
            return 3;
        });
        var report = endOf(second);
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).isEqualTo("migrate: the migration of api ended with 3");
        assertThat(report.next()).contains("data: restore");
        assertThat(World.step(report, "migrate").evidence()).contains("no such column");
        assertServes(first);
        assertThat(world.host.all()).hasSize(2);
        assertThat(world.backups.calls).noneMatch(it -> it.startsWith("restore"));
    }

    @Test
    void aFailedOneIsUndoneWherePolicySaysSo() {
        var first = world.serves("1", 1);
        holds("of 1");
        migrates(world, runs, 1);
        // Half done is nothing that could be worked with, whatever the whole of it would be.
        var report = endOf(migrating(RestorePolicy.AUTO, true));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.lostSince()).isNotNull();
        assertThat(report.next()).contains("The data is as it was before the migration");
        assertHolds("of 1");
        assertServes(first);
    }

    @Test
    void aGoodOneIsUndoneWhenTheVersionNeverBecomesHealthy() {
        var first = world.serves("1", 1);
        holds("of 1");
        migrates(world, runs, 0);
        world.answers.put("2", new Answer.Down("503"));
        var report = endOf(migrating(RestorePolicy.AUTO, false));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertHolds("of 1");
        assertServes(first);
    }

    @Test
    void aReversibleOneNeedsNoRestore() {
        var first = world.serves("1", 1);
        holds("of 1");
        migrates(world, runs, 0);
        world.answers.put("2", new Answer.Down("503"));
        var report = endOf(migrating(RestorePolicy.AUTO, true));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.lostSince()).isNull();
        assertThat(report.next()).doesNotContain("migration");
        assertHolds("migrated for 2");
        assertServes(first);
    }

    @Test
    void isEndedAfterItsTimeout() {
        var first = world.serves("1", 1);
        migrates(world, runs, null);
        var report = endOf(migrating(RestorePolicy.NEVER, false, Duration.ofMillis(100)));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).contains("took longer than 100 ms");
        assertServes(first);
    }

    @Test
    void isNotInterruptedByWhoeverWantsItBack() {
        var first = world.serves("1", 1);
        holds("of 1");
        migrates(world, runs, null);
        var second = migrating(RestorePolicy.AUTO, false);
        world.ask(second);
        world.await(
                second.deploymentId(),
                it -> world.host
                        .inspect(Plan.container(second, "api.migrate"))
                        .filter(ContainerState::running)
                        .isPresent());
        world.ask(Plan.turnBack(second));
        assertThat(world.report(second.deploymentId()).phase()).isEqualTo(Phase.RUNNING);
        world.host.ends(Plan.container(second, "api.migrate"), 0);
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.CANCELLED);
        assertThat(World.step(report, "migrate").state()).isEqualTo(StepState.DONE);
        assertHolds("of 1");
        assertServes(first);
    }

    @Test
    void anEmergencyRollbackUndoesWhatAFailedOneLeft() {
        var first = world.serves("1", 1);
        holds("of 1");
        migrates(world, runs, 1);
        endOf(migrating(RestorePolicy.NEVER, false));
        assertHolds("migrated for 2");
        var report = endOf(Plan.rollbackTo(first, 3, null, DataChoice.RESTORE));
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertHolds("of 1");
    }

    /** The agent is killed at every call: the migration runs at most once, and what is not known to have run has failed. */
    @Test
    void neverRunsTwice() {
        var succeeded = 0;
        var unknown = 0;
        for (int call = 0; call < MOST_CALLS; call++) {
            try (var mortal = new World()) {
                mortal.serves("1", 1);
                var ran = new AtomicInteger();
                migrates(mortal, ran, 0);
                var second = migrating(RestorePolicy.NEVER, false);
                mortal.killAtCall(call);
                mortal.ask(second);
                Awaitility.await()
                        .dontCatchUncaughtExceptions()
                        .atMost(Duration.ofSeconds(10))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> mortal.isDead() || mortal.isSwitched());
                if (!mortal.isDead()) {
                    assertThat(succeeded).isPositive();
                    assertThat(unknown).isBetween(1, 3);
                    return;
                }
                mortal.restart();
                var report =
                        mortal.await(second.deploymentId(), it -> it.phase().isEnd() || it.phase() == Phase.SWITCHED);
                if (report.phase() == Phase.SWITCHED) {
                    assertThat(ran).hasValue(1);
                    succeeded++;
                } else {
                    assertThat(ran).hasValue(0);
                    assertThat(report.phase()).isEqualTo(Phase.FAILED);
                    assertThat(report.reason()).contains("it cannot be known whether the migration of api ran");
                    unknown++;
                }
            }
        }
        throw new AssertionError("The story never came to its end within %d calls".formatted(MOST_CALLS));
    }
}
