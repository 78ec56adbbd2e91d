package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.analysis.Answers;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Paused;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.Canary.Analysis;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.PromotionRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A canary that waits for a person: it goes on when somebody promotes it, and decides by itself when nobody does. */
class CanaryPauseTests {

    private static final Duration ROUND = Duration.ofMillis(40);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final World world = new World();
    private DeploymentRequested first;

    @BeforeEach
    void serves() {
        first = world.serves("1", 1);
        world.gateway.answering = container -> CanaryTests.answers(60, 0, 20);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A tenth, a pause, half. */
    private static DeploymentRequested paused(Duration within, Canary.Pause otherwise) {
        return canary(new Canary.Step(10, ROUND), Canary.Step.pause(within, otherwise), new Canary.Step(50, ROUND));
    }

    private static DeploymentRequested canary(Canary.Step... steps) {
        var analysis = new Analysis(50, ROUND, 0.05, Duration.ofSeconds(1), 1.25, 2, null, Duration.ofMillis(300));
        return Plan.release("2", 2)
                .withPolicy(new Policy(
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        RestorePolicy.NEVER,
                        new Canary(List.of(steps), analysis),
                        null));
    }

    private AgentReport waits(DeploymentRequested request, int step) {
        return world.await(
                request.deploymentId(), it -> it.paused() != null && it.paused().step() == step);
    }

    private Paused pause(DeploymentRequested request) {
        return world.report(request.deploymentId()).paused();
    }

    private void tookBack(AgentReport end) {
        assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        assertThat(world.gateway.share(Plan.API)).isZero();
        assertThat(world.host.running()).hasSize(2);
    }

    @Test
    void waitsForAPersonAndGoesOnWhenItIsPromoted() {
        var second = paused(LONG, Canary.Pause.BACK);
        world.ask(second);
        var report = waits(second, 2);

        assertThat(report.paused())
                .returns(Canary.Pause.BACK, Paused::otherwise)
                .returns(null, Paused::endedBy)
                .returns(null, Paused::endedAt);
        assertThat(Duration.between(report.paused().since(), report.paused().until()))
                .isEqualTo(LONG);
        var said = world.await(
                second.deploymentId(),
                it -> String.valueOf(World.step(it, "canary").detail()).contains("pause"));
        assertThat(World.step(said, "canary").detail()).startsWith("Step 2 of 3, pause with 10 % of the visitors: ");
        // Many rounds later it waits still, and judges still.
        world.await(
                second.deploymentId(),
                it -> String.valueOf(World.step(it, "canary").detail()).contains("round 3 passes"));
        assertThat(world.gateway.share(Plan.API)).isEqualTo(10);

        world.ask(Plan.promote(second, 2));
        var switched = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        var api = Plan.container(second, "api");
        assertThat(world.gateway.shifts).endsWith("50 % " + api, api);
        assertThat(switched.paused()).returns("salma", Paused::endedBy);
        assertThat(switched.paused().endedAt()).isNotNull();
        assertThat(World.step(switched, "canary"))
                .returns(StepState.DONE, AgentReport.Step::state)
                .returns(
                        "No worse than before in 3 steps, the last with 50 % of the visitors",
                        AgentReport.Step::detail);
    }

    @Test
    void aPauseMayBeTheLastStep() {
        var second = canary(new Canary.Step(10, ROUND), Canary.Step.pause(LONG, Canary.Pause.BACK));
        world.ask(second);
        waits(second, 2);
        world.ask(Plan.promote(second, 2));

        var switched = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        assertThat(World.step(switched, "canary").detail()).endsWith("the last with 10 % of the visitors");
    }

    @Test
    void goesBackWhenNobodyPromotesIt() {
        var second = paused(Duration.ofMillis(150), Canary.Pause.BACK);
        world.ask(second);
        var end = world.awaitEnd(second.deploymentId());

        tookBack(end);
        assertThat(end.reason())
                .isEqualTo("canary: Step 2 of 3, pause with 10 % of the visitors: nobody promoted it within 150 ms");
        assertThat(end.paused()).returns(null, Paused::endedAt);
        assertThat(world.gateway.shifts).noneMatch(it -> it.startsWith("50 %"));
    }

    @Test
    void goesOnByItselfWhereThePlanSaysSo() {
        var second = paused(Duration.ofMillis(150), Canary.Pause.ON);
        world.ask(second);

        var switched = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        assertThat(switched.paused()).returns(null, Paused::endedBy);
        assertThat(switched.paused().endedAt()).isNotNull();
    }

    @Test
    void waitsForNoVerdictWhereNobodyComesBy() {
        world.gateway.answering = container ->
                world.gateway.share(Plan.API) == 10 && pauses() ? Answers.NONE : CanaryTests.answers(60, 0, 20);
        var second = paused(LONG, Canary.Pause.BACK);
        world.ask(second);
        // Longer than an ordinary step would wait for a verdict.
        world.await(
                second.deploymentId(),
                it -> String.valueOf(World.step(it, "canary").detail()).contains("round 12 inconclusive"));
        world.ask(Plan.promote(second, 2));
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
    }

    private boolean pauses() {
        return world.journal.transact(it -> it.unfinished(Plan.SHOP)).stream()
                .anyMatch(it ->
                        it.canary().paused() != null && it.canary().paused().endedAt() == null);
    }

    @Test
    void oneThatGetsWorseWhileItWaitsGoesBackAtOnce() {
        var second = paused(LONG, Canary.Pause.ON);
        world.ask(second);
        waits(second, 2);
        world.gateway.answering =
                container -> CanaryTests.answers(60, container.equals(Plan.container(first, "api")) ? 0 : 20, 20);
        var end = world.awaitEnd(second.deploymentId());

        tookBack(end);
        assertThat(end.reason()).contains("pause with 10 % of the visitors: api errors: over the limit");
    }

    @Test
    void calledOffWhileItWaitsItGoesBack() {
        var second = paused(LONG, Canary.Pause.BACK);
        world.ask(second);
        waits(second, 2);
        world.ask(Plan.turnBack(second));
        var end = world.awaitEnd(second.deploymentId());
        tookBack(end);

        // A word that comes too late is answered with what happened, and changes nothing.
        world.ask(Plan.promote(second, 2));
        assertThat(world.report(second.deploymentId()))
                .returns(Phase.ROLLED_BACK, AgentReport::phase)
                .returns(null, it -> it.paused().endedBy());
    }

    @Test
    void aWordForOnePauseEndsNoOther() {
        var second = canary(
                new Canary.Step(10, ROUND),
                Canary.Step.pause(LONG, Canary.Pause.BACK),
                new Canary.Step(50, ROUND),
                Canary.Step.pause(LONG, Canary.Pause.BACK));
        world.ask(second);
        waits(second, 2);
        // For one that is not there yet; of an older turn; and then, twice, for the one that waits.
        world.ask(Plan.promote(second, 4));
        var ofAnOlderTurn = Plan.promote(second, 2);
        world.ask(new PromotionRequested(
                ofAnOlderTurn.releaseId(), ofAnOlderTurn.deploymentId(), ofAnOlderTurn.agent(), 1, 2, "nobody"));
        assertThat(pause(second)).returns(null, Paused::endedAt);
        world.ask(Plan.promote(second, 2));
        var promoted = pause(second);
        world.ask(Plan.promote(second, 2));
        var fourth = waits(second, 4);
        world.ask(Plan.promote(second, 2));

        assertThat(promoted).returns("salma", Paused::endedBy);
        assertThat(fourth.paused()).returns(null, Paused::endedAt);
        assertThat(pause(second)).returns(4, Paused::step).returns(null, Paused::endedAt);
        world.ask(Plan.promote(second, 4));
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
    }

    @Test
    void waitsOnAfterARestartAndHearsWhatWasAskedMeanwhile() {
        var second = paused(LONG, Canary.Pause.BACK);
        world.ask(second);
        var began = waits(second, 2).paused().since();
        world.stop();
        world.restart();
        Awaitility.await().until(() -> world.gateway.share(Plan.API) == 10);
        assertThat(pause(second)).returns(began, Paused::since).returns(null, Paused::endedAt);

        world.stop();
        world.waiting.add(Plan.promote(second, 2));
        world.restart();
        var switched = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        assertThat(switched.paused()).returns("salma", Paused::endedBy).returns(began, Paused::since);
    }

    /** The last moment of a wait that was over while the agent was away: what was asked in time counts. */
    @Test
    void aWordThatLiesInTheQueueWinsAgainstADeadlineThatPassedMeanwhile() {
        var second = paused(Duration.ofSeconds(1), Canary.Pause.BACK);
        world.ask(second);
        waits(second, 2);
        world.stop();
        world.journal.transact(entries -> {
            var deployment = entries.find(second.deploymentId()).orElseThrow();
            deployment.canary().progress(new CanaryProgress(1, Duration.ofSeconds(2), Duration.ZERO, 0));
            entries.put(deployment);
            return second;
        });
        world.waiting.add(Plan.promote(second, 2));
        world.restart();

        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
    }

    @Test
    void killedAtAnyCallWhileItIsPromotedItEndsTheSame() {
        for (var call = 0; call < 600; call += 5) {
            try (var mortal = new World()) {
                mortal.serves("1", 1);
                mortal.gateway.answering = container -> CanaryTests.answers(60, 0, 20);
                var second = paused(LONG, Canary.Pause.BACK);
                mortal.ask(second);
                mortal.await(
                        second.deploymentId(),
                        it -> it.paused() != null && it.paused().step() == 2);
                mortal.killAtCall(call);
                mortal.ask(Plan.promote(second, 2));
                Awaitility.await()
                        .dontCatchUncaughtExceptions()
                        .until(() -> mortal.isDead()
                                || mortal.report(second.deploymentId()).phase() == Phase.SWITCHED);
                var died = mortal.isDead();
                mortal.restart();
                var switched = mortal.awaitPhase(second.deploymentId(), Phase.SWITCHED);
                assertThat(switched.paused()).as("killed at %d", call).returns("salma", Paused::endedBy);
                if (!died) {
                    assertThat(call).as("calls it was killed at").isGreaterThan(25);
                    return;
                }
            }
        }
        throw new AssertionError("It never got to its end");
    }
}
