package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeployReleaseTests {

    private final World world = new World();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void movesTheTrafficAndKeepsTheOldVersionStopped() {
        var first = world.serves("1", 1);
        var second = world.serves("2", 2);

        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(second, "api"));
        assertThat(world.host.running())
                .containsExactlyInAnyOrder(Plan.container(second, "api"), Plan.container(second, "worker"));
        assertThat(world.host.all()).contains(Plan.container(first, "api"), Plan.container(first, "worker"));
        var report = world.report(second.deploymentId());
        assertThat(report.serving()).isEqualTo("2");
        assertThat(report.images()).containsOnlyKeys("api", "worker");
        assertThat(report.backups())
                .singleElement()
                .satisfies(it -> assertThat(it.sealed()).isTrue());
        assertThat(report.steps())
                .extracting(AgentReport.Step::name)
                .containsExactly("preflight", "backup", "pull", "start", "healthy", "switch", "confirm", "retire");
    }

    @Test
    void keepsOneGenerationAndRemovesWhatIsOlder() {
        var first = world.serves("1", 1);
        world.serves("2", 2);
        world.serves("3", 3);
        assertThat(world.host.all()).hasSize(4).doesNotContain(Plan.container(first, "api"));
    }

    @Test
    void startsTheNewWorkerOnlyAtTheSwitch() {
        var first = world.serves("1", 1);
        world.answers.put("2", new Answer.Down("503"));
        var second = Plan.release("2", 2);
        world.ask(second);
        world.awaitEnd(second.deploymentId());
        assertThat(world.host.running()).contains(Plan.container(first, "worker"));
    }

    @Test
    void leavesTheOldVersionServingWhenTheNewOneNeverGetsHealthy() {
        var first = world.serves("1", 1);
        world.answers.put("2", new Answer.Down("it answered 503"));
        var second = Plan.release("2", 2);
        world.ask(second);

        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).contains("healthy", "3 attempts", "it answered 503");
        assertThat(report.next()).contains("1 serves");
        assertThat(report.serving()).isEqualTo("1");
        assertThat(World.step(report, "healthy").state()).isEqualTo(StepState.FAILED);
        assertThat(World.step(report, "switch").state()).isEqualTo(StepState.SKIPPED);
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        assertThat(world.gateway.shifts).containsExactly(Plan.container(first, "api"));
        assertThat(world.host.all()).doesNotContain(Plan.container(second, "api"), Plan.container(second, "worker"));
    }

    @Test
    void keepsTheOutputOfAContainerThatFailedAsEvidence() {
        world.answers.put("1", new Answer.Silent("connection refused"));
        var request = Plan.patient(Plan.release("1", 1), 3, Duration.ofMillis(700));
        world.ask(request);
        world.await(
                request.deploymentId(),
                it -> it.steps().stream()
                        .anyMatch(step -> step.name().equals("healthy") && step.state() != StepState.PENDING));
        world.host.prints(Plan.container(request, "api"), "cannot reach the database\n");
        var report = world.awaitEnd(request.deploymentId());
        assertThat(World.step(report, "healthy").evidence()).contains("cannot reach the database");
    }

    @Test
    void saysThatNothingServesWhenTheFirstOneFails() {
        world.answers.put("1", new Answer.Down("it answered 500"));
        var request = Plan.release("1", 1);
        world.ask(request);
        var report = world.awaitEnd(request.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.serving()).isNull();
        assertThat(report.next()).contains("Nothing serves");
        assertThat(world.host.all()).isEmpty();
    }

    @Test
    void touchesNothingWhenAnImageIsNotThere() {
        var request = Plan.release("9", 1);
        world.ask(request);
        var report = world.awaitEnd(request.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).contains("preflight", "shop:9");
        assertThat(world.backups.calls).isEmpty();
        assertThat(world.gateway.isThere(Plan.API)).isFalse();
    }

    @Test
    void touchesNothingWhenTheDiskIsFullOrThePortIsTaken() {
        world.host.free = 10;
        var full = Plan.release("1", 1);
        world.ask(full);
        assertThat(world.awaitEnd(full.deploymentId()).reason()).contains("disk", "docker image prune");

        world.host.free = 100_000_000_000L;
        world.gateway.obstacle = "127.0.0.1:3000 is taken by nginx";
        var taken = Plan.release("1", 2);
        world.ask(taken);
        assertThat(world.awaitEnd(taken.deploymentId()).reason()).contains("taken by nginx");
        assertThat(world.host.all()).isEmpty();
    }

    @Test
    void doesNotDeployWithoutASealedBackup() {
        world.serves("1", 1);
        world.backups.failure = "redis-cli ended with 1";
        var second = Plan.release("2", 2);
        world.ask(second);
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).isEqualTo("backup: redis-cli ended with 1");
    }

    @Test
    void pullsWhatIsNotOnTheHostByItsDigest() {
        var digest = "registry.example/shop@sha256:" + "b".repeat(64);
        world.host.registry.put(digest, MemoryHost.id("pulled"));
        var request = Plan.release("7", 1).withServices(List.of(Plan.service("api", digest, 3000, null, List.of())));
        world.ask(request);
        var report = world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
        assertThat(World.step(report, "pull").state()).isEqualTo(StepState.DONE);
        assertThat(report.images().get("api").value()).isEqualTo(digest);
    }

    @Test
    void takesAwayTheGatewayOfAServiceThatIsGone() {
        var both = Plan.release("1", 1)
                .withServices(List.of(Plan.api("1"), Plan.service("admin", "shop:1", 4000, null, List.of("api"))));
        world.ask(both);
        world.awaitPhase(both.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(both));
        world.awaitEnd(both.deploymentId());
        world.serves("2", 2);
        assertThat(world.gateway.isThere(Route.to(Plan.SHOP, both.services().get(1))))
                .isFalse();
        assertThat(world.gateway.isThere(Plan.API)).isTrue();
    }
}
