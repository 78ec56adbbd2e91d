package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TakeRequestsTests {

    private final World world = new World();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void tellsEveryChangeWithAGrowingRevision() {
        var request = world.serves("1", 1);
        var told = world.told(request.deploymentId());
        assertThat(told).extracting(it -> it.report().revision()).isSorted().doesNotHaveDuplicates();
        assertThat(told)
                .extracting(it -> it.report().phase())
                .containsSubsequence(Phase.ACCEPTED, Phase.RUNNING, Phase.SWITCHED, Phase.KEPT, Phase.SUCCEEDED);
        assertThat(told.getLast().report()).isEqualTo(world.report(request.deploymentId()));
    }

    @Test
    void waitsForAnEngineThatIsAway() {
        world.serves("1", 1);
        world.host.away = true;
        var request = Plan.release("2", 2);
        world.ask(request);
        var waits = world.await(
                request.deploymentId(),
                it -> String.valueOf(World.step(it, "preflight").detail()).startsWith("Waits"));
        assertThat(World.step(waits, "preflight").detail()).contains("unix:///memory");
        world.host.away = false;
        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
    }

    @Test
    void refusesWhatIsLateOldOrForAnother() {
        world.serves("1", 5);
        var old = Plan.release("2", 4);
        world.ask(old);
        assertThat(world.report(old.deploymentId()).phase()).isEqualTo(Phase.CANCELLED);
        assertThat(world.report(old.deploymentId()).reason()).contains("epoch 4", "epoch 5");

        var late = Plan.release("2", 6).withNotAfter(Instant.now().minusSeconds(1));
        world.ask(late);
        assertThat(world.report(late.deploymentId()).phase()).isEqualTo(Phase.REFUSED);
        assertThat(world.host.all()).hasSize(2);
    }

    @Test
    void refusesANameThatIsAPath() {
        var request =
                Plan.release("1", 1).withServices(List.of(Plan.service("../api", "shop:1", 3000, null, List.of())));
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
        var request = world.serves("1", 1);
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
        var request = world.serves("1", 1);
        var known = world.report(request.deploymentId()).revision();
        world.ask(new ReportRequested(request.releaseId(), request.deploymentId(), World.AGENT, null));
        var told = world.told(request.deploymentId()).getLast().report();
        assertThat(told.revision()).isGreaterThan(known);
        assertThat(told.phase()).isEqualTo(Phase.SUCCEEDED);
    }

    @Test
    void endsTheOlderTurnBeforeItBegins() {
        world.serves("1", 1);
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
        world.serves("1", 1);
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
    void beatsWithWhatServes() {
        var request = world.serves("1", 1);
        assertThat(world.beat().running()).singleElement().satisfies(it -> {
            assertThat(it.version()).isEqualTo("1");
            assertThat(it.healthy()).isTrue();
        });
        world.host.stop(Plan.container(request, "api"), Duration.ZERO);
        assertThat(world.beat().running().getFirst().healthy()).isFalse();
    }

    @Test
    void looksForDriftOnceAMinuteAndNotWhileSomethingIsUnderWay() {
        var request = world.serves("1", 1);
        var container = Plan.container(request, "api");
        world.host.stop(container, Duration.ZERO);
        assertThat(world.beat().running().getFirst().drift())
                .contains("container %s does not run".formatted(container), "drift/put-right");
        world.host.start(container);
        assertThat(world.beat().running().getFirst().drift()).contains("does not run");

        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.NEVER);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        assertThat(world.beat().running().getFirst().drift()).isNull();
    }
}
