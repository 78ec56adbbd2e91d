package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.ContainerState.Health;
import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeployReleaseTests {

    private final World world = new World();

    @AfterEach
    void stop() {
        world.close();
    }

    private DeploymentRequested serves(String version, long epoch) {
        var request = Plan.release(version, epoch);
        world.ask(request);
        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(request));
        assertThat(world.awaitEnd(request.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        return request;
    }

    private static AgentReport.Step step(AgentReport report, String name) {
        return report.steps().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void movesTheTrafficAndKeepsTheOldVersionStopped() {
        var first = serves("1", 1);
        var second = serves("2", 2);

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
        var first = serves("1", 1);
        serves("2", 2);
        serves("3", 3);
        assertThat(world.host.all()).hasSize(4).doesNotContain(Plan.container(first, "api"));
    }

    @Test
    void tellsEveryChangeWithAGrowingRevision() {
        var request = serves("1", 1);
        var told = world.told(request.deploymentId());
        assertThat(told).extracting(it -> it.report().revision()).isSorted().doesNotHaveDuplicates();
        assertThat(told)
                .extracting(it -> it.report().phase())
                .containsSubsequence(Phase.ACCEPTED, Phase.RUNNING, Phase.SWITCHED, Phase.KEPT, Phase.SUCCEEDED);
        assertThat(told.getLast().report()).isEqualTo(world.report(request.deploymentId()));
    }

    @Test
    void startsTheNewWorkerOnlyAtTheSwitch() {
        var first = serves("1", 1);
        world.answers.put("2", new Answer.Down("503"));
        var second = Plan.release("2", 2);
        world.ask(second);
        world.awaitEnd(second.deploymentId());
        assertThat(world.host.running()).contains(Plan.container(first, "worker"));
    }

    @Test
    void leavesTheOldVersionServingWhenTheNewOneNeverGetsHealthy() {
        var first = serves("1", 1);
        world.answers.put("2", new Answer.Down("it answered 503"));
        var second = Plan.release("2", 2);
        world.ask(second);

        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).contains("healthy", "3 attempts", "it answered 503");
        assertThat(report.next()).contains("1 serves");
        assertThat(report.serving()).isEqualTo("1");
        assertThat(step(report, "healthy").state()).isEqualTo(StepState.FAILED);
        assertThat(step(report, "switch").state()).isEqualTo(StepState.SKIPPED);
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        assertThat(world.gateway.shifts).containsExactly(Plan.container(first, "api"));
        assertThat(world.host.all()).doesNotContain(Plan.container(second, "api"), Plan.container(second, "worker"));
    }

    @Test
    void keepsTheOutputOfAContainerThatFailedAsEvidence() {
        world.answers.put("1", new Answer.Silent("connection refused"));
        var request = Plan.release("1", 1);
        world.ask(request);
        world.await(
                request.deploymentId(),
                it -> it.steps().stream()
                        .anyMatch(step -> step.name().equals("healthy") && step.state() != StepState.PENDING));
        world.host.prints(Plan.container(request, "api"), "cannot reach the database\n");
        var report = world.awaitEnd(request.deploymentId());
        assertThat(step(report, "healthy").evidence()).contains("cannot reach the database");
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
        serves("1", 1);
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
        var request = Plan.with(Plan.release("7", 1), List.of(Plan.service("api", digest, 3000, null, List.of())));
        world.ask(request);
        var report = world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
        assertThat(step(report, "pull").state()).isEqualTo(StepState.DONE);
        assertThat(report.images().get("api").value()).isEqualTo(digest);
    }

    @Test
    void goesBackByItselfWhenNobodyConfirms() {
        var first = serves("1", 1);
        var second = Plan.release("2", 2, Duration.ofMillis(80), Duration.ZERO, RestorePolicy.NEVER);
        world.ask(second);
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(report.reason()).isEqualTo("Nobody confirmed it within 80 ms");
        assertThat(report.serving()).isEqualTo("1");
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        assertThat(world.host.running())
                .containsExactlyInAnyOrder(Plan.container(first, "api"), Plan.container(first, "worker"));
        assertThat(world.told(second.deploymentId()))
                .extracting(it -> it.report().phase())
                .containsSubsequence(Phase.SWITCHED, Phase.TURNING_BACK, Phase.ROLLED_BACK);
    }

    @Test
    void goesBackWhenItIsAskedAfterTheSwitch() {
        serves("1", 1);
        var second = Plan.release("2", 2);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.turnBack(second));
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(report.reason()).contains("the checks failed", "amal");
    }

    @Test
    void isCancelledWhenItIsAskedBeforeTheSwitch() {
        serves("1", 1);
        world.answers.put("2", new Answer.Silent("not yet"));
        var slow = Plan.with(
                Plan.release("2", 2),
                List.of(new ServiceSpec(
                        "api",
                        "shop:2",
                        List.of(),
                        3000,
                        null,
                        null,
                        Map.of(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        Duration.ZERO,
                        new ServiceSpec.Health("/", 10, Duration.ofSeconds(20), Duration.ofSeconds(1)),
                        List.of())));
        world.ask(slow);
        world.await(slow.deploymentId(), it -> step(it, "healthy").state() == StepState.RUNNING);
        world.ask(Plan.turnBack(slow));
        var report = world.awaitEnd(slow.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.CANCELLED);
        assertThat(report.serving()).isEqualTo("1");
        assertThat(world.host.all()).doesNotContain(Plan.container(slow, "api"));
    }

    @Test
    void interruptsAPull() {
        world.host.pullHangs = true;
        var digest = "registry.example/shop@sha256:" + "c".repeat(64);
        var request = Plan.with(Plan.release("7", 1), List.of(Plan.service("api", digest, 3000, null, List.of())));
        world.ask(request);
        world.await(request.deploymentId(), it -> step(it, "pull").state() == StepState.RUNNING);
        world.ask(Plan.turnBack(request));
        assertThat(world.awaitEnd(request.deploymentId()).phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void takesBackANewVersionThatDiesWhileItBakes() {
        serves("1", 1);
        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ofSeconds(30), RestorePolicy.NEVER);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(second));
        world.awaitPhase(second.deploymentId(), Phase.KEPT);
        world.host.crashes(Plan.container(second, "worker"), 137);
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(report.reason()).contains("worker ended by itself");
        assertThat(step(report, "remove").evidence()).contains("fatal: it crashed");
    }

    @Test
    void takesBackANewVersionThatGetsUnhealthy() {
        serves("1", 1);
        var second = Plan.release("2", 2);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.host.says(Plan.container(second, "api"), Health.UNHEALTHY);
        assertThat(world.awaitEnd(second.deploymentId()).reason()).contains("unhealthy");
    }

    @Test
    void bakesBeforeItSucceeds() {
        var first = serves("1", 1);
        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ofMillis(150), RestorePolicy.NEVER);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(second));
        var kept = world.awaitPhase(second.deploymentId(), Phase.KEPT);
        assertThat(kept.bakeUntil()).isNotNull();
        assertThat(world.host.running()).contains(Plan.container(first, "api"));
        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(world.host.running()).doesNotContain(Plan.container(first, "api"));
    }

    @Test
    void restoresTheDataWhenThePolicySaysSo() {
        world.backups.data.put("shop-store", "orders of yesterday");
        var first = serves("1", 1);
        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.AUTO);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.backups.data.put("shop-store", "damaged");
        world.backups.whileRestoring = () -> {
            assertThat(world.gateway.holds(Plan.API)).isTrue();
            assertThat(world.host.running()).isEmpty();
        };
        world.ask(Plan.turnBack(second));

        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.backups.data).containsEntry("shop-store", "orders of yesterday");
        assertThat(world.backups.files).containsValue("damaged");
        assertThat(report.lostSince()).isNotNull();
        assertThat(world.gateway.holds(Plan.API)).isFalse();
        assertThat(world.host.running())
                .containsExactlyInAnyOrder(Plan.container(first, "api"), Plan.container(first, "worker"));
    }

    @Test
    void neverRestoresForAVersionThatHadNoTraffic() {
        serves("1", 1);
        world.answers.put("2", new Answer.Down("503"));
        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.AUTO);
        world.ask(second);
        world.awaitEnd(second.deploymentId());
        assertThat(world.backups.calls).noneMatch(it -> it.startsWith("restore"));
    }

    @Test
    void asksForAPersonWhenItCannotGoBack() {
        var first = serves("1", 1);
        var second = Plan.release("2", 2);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.gateway.refusesToShiftTo = Plan.container(first, "api");
        world.ask(Plan.turnBack(second));
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(report.reason()).contains("the checks failed", "Going back failed at switch-back");
        assertThat(report.next()).contains("A person is needed");
        assertThat(world.host.running()).contains(Plan.container(second, "api"));
    }

    @Test
    void failsWithoutTrafficWhenTheGatewayWillNotShift() {
        var first = serves("1", 1);
        var second = Plan.release("2", 2);
        world.gateway.refusesToShiftTo = Plan.container(second, "api");
        world.ask(second);
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(world.host.running())
                .containsExactlyInAnyOrder(Plan.container(first, "api"), Plan.container(first, "worker"));
    }

    @Test
    void waitsForAnEngineThatIsAway() {
        serves("1", 1);
        world.host.away = true;
        var request = Plan.release("2", 2);
        world.ask(request);
        var waits = world.await(
                request.deploymentId(),
                it -> String.valueOf(step(it, "preflight").detail()).startsWith("Waits"));
        assertThat(step(waits, "preflight").detail()).contains("unix:///memory");
        world.host.away = false;
        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
    }

    @Test
    void refusesWhatIsLateOldOrForAnother() {
        serves("1", 5);
        var old = Plan.release("2", 4);
        world.ask(old);
        assertThat(world.report(old.deploymentId()).phase()).isEqualTo(Phase.REFUSED);
        assertThat(world.report(old.deploymentId()).reason()).contains("epoch 4", "epoch 5");

        var late = Plan.notAfter(Plan.release("2", 6), Instant.now().minusSeconds(1));
        world.ask(late);
        assertThat(world.report(late.deploymentId()).phase()).isEqualTo(Phase.REFUSED);
        assertThat(world.host.all()).hasSize(2);
    }

    @Test
    void refusesANameThatIsAPath() {
        var request = Plan.with(Plan.release("1", 1), List.of(Plan.service("../api", "shop:1", 3000, null, List.of())));
        world.ask(request);
        var report = world.report(request.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.REFUSED);
        assertThat(report.reason()).contains("'../api' is no name");
    }

    @Test
    void namesContainersSoThatANameServerTakesThem() {
        var id = DeploymentId.next();
        var place = new Place("a".repeat(40), "production");
        assertThat(ContainerSpec.name(Plan.SHOP, "api", id))
                .isEqualTo("shop-production-api-" + id.value().toLowerCase());
        assertThat(ContainerSpec.name(place, "api", id))
                .hasSizeLessThanOrEqualTo(63)
                .endsWith(id.value().toLowerCase())
                .isNotEqualTo(ContainerSpec.name(place, "web", id));
    }

    @Test
    void answersARepeatWithTheSameDeployment() {
        var request = serves("1", 1);
        var before = world.host.all();
        world.ask(request);
        world.ask(Plan.keep(request));
        var report = world.report(request.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(world.host.all()).isEqualTo(before);
        assertThat(world.told(request.deploymentId()).getLast().report().revision())
                .isEqualTo(report.revision());
    }

    @Test
    void tellsTheWholeReportAgainWhenAsked() {
        var request = serves("1", 1);
        var known = world.report(request.deploymentId()).revision();
        world.ask(new ReportRequested(request.releaseId(), request.deploymentId(), World.AGENT, null));
        var told = world.told(request.deploymentId()).getLast().report();
        assertThat(told.revision()).isGreaterThan(known);
        assertThat(told.phase()).isEqualTo(Phase.SUCCEEDED);
    }

    @Test
    void endsTheOlderTurnBeforeItBegins() {
        serves("1", 1);
        var second = Plan.release("2", 2);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        var third = Plan.release("3", 3);
        world.ask(third);
        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.ROLLED_BACK);
        world.awaitPhase(third.deploymentId(), Phase.SWITCHED);
    }

    @Test
    void settlesABakingReleaseWhenTheTurnIsTaken() {
        serves("1", 1);
        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ofMinutes(5), RestorePolicy.NEVER);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(second));
        world.awaitPhase(second.deploymentId(), Phase.KEPT);
        var third = Plan.release("3", 3);
        world.ask(third);
        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        world.awaitPhase(third.deploymentId(), Phase.SWITCHED);
    }

    @Test
    void takesAwayTheGatewayOfAServiceThatIsGone() {
        var both = Plan.with(
                Plan.release("1", 1),
                List.of(Plan.api("1"), Plan.service("admin", "shop:1", 4000, null, List.of("api"))));
        world.ask(both);
        world.awaitPhase(both.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(both));
        world.awaitEnd(both.deploymentId());
        serves("2", 2);
        assertThat(world.gateway.isThere(Route.to(Plan.SHOP, both.services().get(1))))
                .isFalse();
        assertThat(world.gateway.isThere(Plan.API)).isTrue();
    }

    @Test
    void beatsWithWhatServes() {
        var request = serves("1", 1);
        assertThat(world.beat().running()).singleElement().satisfies(it -> {
            assertThat(it.version()).isEqualTo("1");
            assertThat(it.healthy()).isTrue();
        });
        world.host.stop(Plan.container(request, "api"), Duration.ZERO);
        assertThat(world.beat().running().getFirst().healthy()).isFalse();
    }
}
