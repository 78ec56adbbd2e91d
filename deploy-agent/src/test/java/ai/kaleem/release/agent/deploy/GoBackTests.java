package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.ContainerState.Health;
import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GoBackTests {

    private final World world = new World();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void goesBackByItselfWhenNobodyConfirms() {
        var first = world.serves("1", 1);
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
        world.serves("1", 1);
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
        world.serves("1", 1);
        world.answers.put("2", new Answer.Silent("not yet"));
        var slow = Plan.release("2", 2)
                .withServices(List.of(ServiceSpecBuilder.builder()
                        .name("api")
                        .image("shop:2")
                        .port(3000)
                        .stopGrace(Duration.ZERO)
                        .health(new ServiceSpec.Health("/", 10, Duration.ofSeconds(20), Duration.ofSeconds(1)))
                        .build()));
        world.ask(slow);
        world.await(slow.deploymentId(), it -> World.step(it, "healthy").state() == StepState.RUNNING);
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
        var request = Plan.release("7", 1).withServices(List.of(Plan.service("api", digest, 3000, null, List.of())));
        world.ask(request);
        world.await(request.deploymentId(), it -> World.step(it, "pull").state() == StepState.RUNNING);
        world.ask(Plan.turnBack(request));
        assertThat(world.awaitEnd(request.deploymentId()).phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void takesBackANewVersionThatDiesWhileItBakes() {
        world.serves("1", 1);
        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ofSeconds(30), RestorePolicy.NEVER);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(second));
        world.awaitPhase(second.deploymentId(), Phase.KEPT);
        world.host.crashes(Plan.container(second, "worker"), 137);
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(report.reason()).contains("worker ended by itself");
        assertThat(World.step(report, "remove").evidence()).contains("fatal: it crashed");
    }

    @Test
    void takesBackANewVersionThatGetsUnhealthy() {
        world.serves("1", 1);
        var second = Plan.release("2", 2);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.host.says(Plan.container(second, "api"), Health.UNHEALTHY);
        assertThat(world.awaitEnd(second.deploymentId()).reason()).contains("unhealthy");
    }

    @Test
    void bakesBeforeItSucceeds() {
        var first = world.serves("1", 1);
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
        var first = world.serves("1", 1);
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
        world.serves("1", 1);
        world.answers.put("2", new Answer.Down("503"));
        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.AUTO);
        world.ask(second);
        world.awaitEnd(second.deploymentId());
        assertThat(world.backups.calls).noneMatch(it -> it.startsWith("restore"));
    }

    @Test
    void asksForAPersonWhenItCannotGoBack() {
        var first = world.serves("1", 1);
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
        var first = world.serves("1", 1);
        var second = Plan.release("2", 2);
        world.gateway.refusesToShiftTo = Plan.container(second, "api");
        world.ask(second);
        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(world.host.running())
                .containsExactlyInAnyOrder(Plan.container(first, "api"), Plan.container(first, "worker"));
    }
}
