package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service of which two must never run is replaced with a gap, which is told. */
class RecreationTests {

    private static final String AWAY = "api was away for \\d+ ms while requests waited";

    private final World world = new World();

    @AfterEach
    void noTwoEverRan() {
        world.close();
        assertThat(world.host.most).containsEntry("api", 1);
    }

    @Test
    void stopsTheOldOneFirstAndSaysHowLongItWasAway() {
        var first = serves(Plan.alone(Plan.release("1", 1)));
        assertThat(World.step(world.report(first.deploymentId()), "switch").detail())
                .isEqualTo("All traffic is on 1");
        world.host.calls.clear();

        var second = serves(Plan.alone(Plan.release("2", 2)));

        assertThat(world.host.calls)
                .containsSubsequence("stop " + Plan.container(first, "api"), "start " + Plan.container(second, "api"));
        servedBy(second);
        assertThat(world.host.all()).contains(Plan.container(first, "api"));
        assertThat(World.step(world.report(second.deploymentId()), "switch").detail())
                .matches("All traffic is on 2; " + AWAY);
    }

    @Test
    void bringsTheOldOneBackWhenTheNewOneNeverGetsHealthy() {
        var first = serves(Plan.alone(Plan.release("1", 1)));
        world.answers.put("2", new Answer.Down("it answered 503"));
        var second = Plan.alone(Plan.release("2", 2));
        world.ask(second);

        var end = world.awaitEnd(second.deploymentId());
        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("switch", "3 attempts", "it answered 503");
        assertThat(end.serving()).isEqualTo("1");
        assertThat(World.step(end, "switch").evidence()).isNotNull();
        // From when the old one was stopped until it served again.
        assertThat(World.step(end, "switch-back").detail()).matches("All traffic is on 1 again; " + AWAY);
        servedBy(first);
        assertThat(world.host.all()).doesNotContain(Plan.container(second, "api"));
    }

    @Test
    void bringsTheOldOneBackWhenTheNewOneIsTurnedBackLater() {
        var first = serves(Plan.alone(Plan.release("1", 1)));
        var second = Plan.alone(Plan.release("2", 2));
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.turnBack(second));

        var end = world.awaitEnd(second.deploymentId());
        assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(World.step(end, "switch").detail()).matches("All traffic is on 2; " + AWAY);
        assertThat(World.step(end, "switch-back").detail()).matches("All traffic is on 1 again; " + AWAY);
        servedBy(first);
    }

    @Test
    void bringsTheOldOneBackWhenItIsCalledOffWhileNothingServes() {
        var first = serves(Plan.alone(Plan.release("1", 1)));
        world.answers.put("2", new Answer.Silent("connection refused"));
        var second = Plan.alone(Plan.patient(Plan.release("2", 2)));
        world.ask(second);
        Awaitility.await().until(() -> world.host.running().contains(Plan.container(second, "api")));
        assertThat(world.gateway.holds(Plan.API)).isTrue();
        assertThat(world.host.running()).doesNotContain(Plan.container(first, "api"));
        world.ask(Plan.turnBack(second));

        var end = world.awaitEnd(second.deploymentId());
        assertThat(end.phase()).isEqualTo(Phase.CANCELLED);
        assertThat(World.step(end, "switch-back").detail()).matches("All traffic is on 1 again; " + AWAY);
        servedBy(first);
    }

    @Test
    void startsTheOldOneAlsoWhereItDoesNotAnswerEither() {
        var first = serves(Plan.alone(Plan.release("1", 1)));
        world.answers.put("1", new Answer.Down("it answered 500"));
        world.answers.put("2", new Answer.Down("it answered 503"));
        var second = Plan.alone(Plan.release("2", 2));
        world.ask(second);
        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.FAILED);
        servedBy(first);
    }

    @Test
    void admitsThatRequestsWereRefusedWhenItTookTooLong() {
        world.holdLimit = Duration.ZERO;
        serves(Plan.alone(Plan.release("1", 1)));
        var second = Plan.alone(Plan.release("2", 2));
        world.ask(second);
        var switched = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        assertThat(World.step(switched, "switch").detail())
                .matches(
                        "All traffic is on 2; api was away for .* while requests waited, for 0 ms each; after that they got 503");
    }

    @Test
    void leavesNothingServingWhenTheFirstOneFails() {
        world.answers.put("1", new Answer.Down("it answered 500"));
        var first = Plan.alone(Plan.release("1", 1));
        world.ask(first);
        var end = world.awaitEnd(first.deploymentId());
        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.next()).contains("Nothing serves");
        assertThat(world.gateway.target(Plan.API)).isEmpty();
        assertThat(world.gateway.holds(Plan.API)).isFalse();
    }

    @Test
    void rollsBackToAStoppedOneAndDoesNothingWhereThatServesAlready() {
        var first = serves(Plan.alone(Plan.release("1", 1)));
        serves(Plan.alone(Plan.release("2", 2)));
        var back = Plan.rollbackTo(first, 3, null, DataChoice.KEEP);
        world.ask(back);
        var end = world.awaitEnd(back.deploymentId());
        assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(World.step(end, "switch").detail()).matches("All traffic is on 1; " + AWAY);
        servedBy(first);

        world.host.calls.clear();
        var again = Plan.rollbackTo(first, 4, null, DataChoice.KEEP);
        world.ask(again);
        end = world.awaitEnd(again.deploymentId());
        assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(World.step(end, "switch").detail()).isEqualTo("All traffic is on 1");
        assertThat(world.host.calls).isEmpty();
    }

    @Test
    void rollsBackWithTheData() {
        var first = serves(Plan.alone(Plan.release("1", 1)));
        world.backups.data.put("shop-store", "of 1");
        serves(Plan.alone(Plan.release("2", 2)));
        world.backups.data.put("shop-store", "of 2");
        var back = Plan.rollbackTo(first, 3, null, DataChoice.RESTORE);
        world.ask(back);
        assertThat(world.awaitEnd(back.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        servedBy(first);
        assertThat(world.backups.data).containsEntry("shop-store", "of 1");
    }

    @Test
    void goesBackWithTheData() {
        var first = serves(Plan.alone(Plan.release("1", 1)));
        world.backups.data.put("shop-store", "of 1");
        var second = Plan.alone(Plan.release("2", 2, Duration.ofMillis(100), Duration.ZERO, RestorePolicy.AUTO));
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.backups.data.put("shop-store", "of 2");
        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.ROLLED_BACK);
        servedBy(first);
        assertThat(world.backups.data).containsEntry("shop-store", "of 1");
    }

    @Test
    void believesTheOlderPlanWhereOnlyThatSaysSo() {
        serves(Plan.alone(Plan.release("1", 1)));
        servedBy(serves(Plan.release("2", 2)));
    }

    @Test
    void leavesItOutOfACanary() {
        world.host.most.put("api", 1);
        var admin = Plan.service("admin", "shop:1", 4000, null, List.of());
        serves(Plan.release("1", 1).withServices(List.of(Plan.alone(Plan.api("1")), admin)));
        world.gateway.answering = container -> CanaryTests.answers(60, 0, 20);
        var canary = CanaryTests.canary("2", 2, Duration.ofMillis(40), null);
        var next = Plan.service("admin", "shop:2", 4000, null, List.of());
        var second = serves(canary.withServices(List.of(Plan.alone(Plan.api("2")), next)));
        assertThat(world.gateway.shifts)
                .containsSubsequence(
                        "50 % " + Plan.container(second, "admin"),
                        Plan.container(second, "api"),
                        Plan.container(second, "admin"))
                .noneMatch(it -> it.endsWith("% " + Plan.container(second, "api")));
    }

    private DeploymentRequested serves(DeploymentRequested request) {
        world.ask(request);
        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(request));
        var end = world.awaitEnd(request.deploymentId());
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.SUCCEEDED);
        assertThat(end.steps()).noneMatch(it -> it.state() == StepState.FAILED);
        return request;
    }

    private void servedBy(DeploymentRequested deployment) {
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(deployment, "api"));
        assertThat(world.gateway.holds(Plan.API)).isFalse();
        assertThat(world.host.running())
                .containsExactlyInAnyOrder(Plan.container(deployment, "api"), Plan.container(deployment, "worker"));
    }
}
