package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.analysis.Answers;
import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.Canary.Analysis;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A new version gets some of the traffic first, and all of it only when it is no worse. */
class CanaryTests {

    private static final Duration ROUND = Duration.ofMillis(40);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    static DeploymentRequested canary(String version, long epoch, Duration lasts, @Nullable String probe) {
        return canary(version, epoch, lasts, probe, Duration.ofSeconds(8));
    }

    private static DeploymentRequested canary(
            String version, long epoch, Duration lasts, @Nullable String probe, Duration pause) {
        var analysis = new Analysis(50, ROUND, 0.05, Duration.ofSeconds(1), 1.25, 2, probe, pause);
        var canary = new Canary(List.of(new Canary.Step(10, lasts), new Canary.Step(50, lasts)), analysis);
        return Plan.release(version, epoch)
                .withPolicy(new Policy(Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.AUTO, canary, null));
    }

    /** First for testers, then for a tenth. */
    private static DeploymentRequested testersFirst(String version, long epoch, Duration lasts) {
        var analysis = new Analysis(50, ROUND, 0.05, Duration.ofSeconds(1), 1.25, 2, null, Duration.ofSeconds(8));
        var testers = new Canary.Match("X-Canary", null, "yes");
        var canary = new Canary(List.of(new Canary.Step(0, lasts, testers), new Canary.Step(10, lasts)), analysis);
        return Plan.release(version, epoch)
                .withPolicy(new Policy(Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.AUTO, canary, null));
    }

    static Answers answers(int requests, int errors, double millis) {
        return new Answers(requests, errors, Collections.nCopies(requests, millis));
    }

    private DeploymentRequested asked(DeploymentRequested request) {
        world.ask(request);
        return request;
    }

    private AgentReport ended(DeploymentRequested request) {
        return world.awaitEnd(request.deploymentId());
    }

    private void tookBack(DeploymentRequested first, AgentReport end) {
        assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(end.serving()).isEqualTo("1");
        assertThat(end.lostSince()).isNull();
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        assertThat(world.gateway.share(Plan.API)).isZero();
        assertThat(world.host.all())
                .containsExactlyInAnyOrder(Plan.container(first, "api"), Plan.container(first, "worker"));
        assertThat(world.host.running()).hasSize(2);
        // What the old version's visitors wrote meanwhile is not thrown away.
        assertThat(world.backups.calls).noneMatch(it -> it.startsWith("restore"));
        assertThat(World.step(end, "switch").state()).isEqualTo(StepState.SKIPPED);
    }

    @Test
    void letsTestersInFirstAndWaitsForNoVerdictOfThem() {
        world.serves("1", 1);
        // Nobody comes by, until there is a share.
        world.gateway.answering = container -> world.gateway.share(Plan.API) == 0 ? Answers.NONE : answers(60, 0, 20);
        var second = asked(testersFirst("2", 2, ROUND));
        var switched = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        var next = Plan.container(second, "api");
        assertThat(world.gateway.shifts)
                .endsWith("0 % " + next + ", header X-Canary: yes", "10 % " + next + ", header X-Canary: yes", next);
        assertThat(World.step(switched, "canary").detail())
                .isEqualTo("No worse than before in 2 steps, the last with 10 % of the visitors");
    }

    @Test
    void takesItBackForWhatTestersGet() {
        var first = world.serves("1", 1);
        world.gateway.answering = container -> answers(60, container.equals(Plan.container(first, "api")) ? 0 : 20, 20);
        var end = ended(asked(testersFirst("2", 2, Duration.ofSeconds(20))));
        assertThat(end.reason()).contains("Step 1 of 2, testers by header X-Canary: yes");
        tookBack(first, end);
    }

    @Test
    void goesThroughItsStepsAndTakesAllTraffic() {
        world.serves("1", 1);
        world.gateway.answering = container -> answers(30, 0, 20);
        var second = asked(canary("2", 2, ROUND, null));
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(second));
        var end = ended(second);

        assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
        var api = Plan.container(second, "api");
        assertThat(world.gateway.shifts).endsWith("10 % " + api, "50 % " + api, api);
        assertThat(world.gateway.share(Plan.API)).isZero();
        var step = World.step(end, "canary");
        assertThat(step.detail()).isEqualTo("No worse than before in 2 steps, the last with 50 % of the visitors");
        assertThat(step.evidence())
                .contains("Step 1 of 2, 10 % of the visitors")
                .contains("Step 2 of 2, 50 % of the visitors")
                .contains("api errors: passes")
                .contains("api latency: passes")
                .contains("smallest slowdown it could have seen");
        assertThat(end.steps()).extracting(AgentReport.Step::name).containsSequence("healthy", "canary", "switch");
    }

    @Test
    void oneThatFailsTooManyRequestsGoesBackAtItsFirstStep() {
        var first = world.serves("1", 1);
        world.gateway.answering =
                container -> container.equals(Plan.container(first, "api")) ? answers(90, 0, 20) : answers(60, 12, 20);
        var end = ended(asked(canary("2", 2, Duration.ofSeconds(20), null)));

        tookBack(first, end);
        assertThat(end.reason())
                .startsWith("canary: Step 1 of 2, 10 % of the visitors: api errors: over the limit; new ")
                .contains("(20.0 %)");
        assertThat(World.step(end, "canary").evidence()).contains("limit 5.0 %");
        assertThat(world.gateway.shifts).noneMatch(it -> it.startsWith("50 %"));
    }

    @Test
    void oneThatIsThreeTimesSlowerGoesBackAfterTwoRounds() {
        var first = world.serves("1", 1);
        world.gateway.answering =
                container -> container.equals(Plan.container(first, "api")) ? answers(90, 0, 20) : answers(60, 0, 60);
        var end = ended(asked(canary("2", 2, Duration.ofSeconds(20), null)));

        tookBack(first, end);
        assertThat(end.reason())
                .startsWith(
                        "canary: Step 1 of 2, 10 % of the visitors: api latency: worse than before; new median 60 ms")
                .endsWith("in 2 rounds in a row");
    }

    @Test
    void oneBadRoundIsForgiven() {
        var first = world.serves("1", 1);
        var second = canary("2", 2, Duration.ofMillis(150), null);
        world.gateway.answering = container -> container.equals(Plan.container(first, "api"))
                ? answers(90, 0, 20)
                : answers(60, 0, evidence(second).contains("worse than before") ? 20 : 60);
        world.ask(second);

        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        assertThat(evidence(second)).contains("worse than before");
    }

    private String evidence(DeploymentRequested request) {
        return String.valueOf(
                World.step(world.report(request.deploymentId()), "canary").evidence());
    }

    @Test
    void tooLittleTrafficIsNoVerdictAndSaysSo() {
        var first = world.serves("1", 1);
        world.gateway.answering = container -> Answers.NONE;
        var end = ended(asked(canary("2", 2, ROUND, null, Duration.ofMillis(150))));

        tookBack(first, end);
        assertThat(end.reason())
                .contains("no verdict after a pause of 150 ms; api ")
                .contains("inconclusive")
                .contains("new 0 of 0 failed");
        assertThat(World.step(end, "canary").evidence())
                .contains("inconclusive")
                .contains("smallest share it could have seen: none at all");
    }

    @Test
    void probesBothWhereThereIsTooLittleTraffic() {
        world.serves("1", 1);
        var second = asked(canary("2", 2, ROUND, "/api/products"));

        var report = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        assertThat(World.step(report, "canary").evidence())
                .contains("by probes of /api/products, as there is too little traffic: passes")
                .contains("new 0 of 50 failed (0.0 %), old 0 of 50 (0.0 %)");
    }

    @Test
    void probesFindWhatIsBroken() {
        var first = world.serves("1", 1);
        var second = asked(canary("2", 2, Duration.ofSeconds(20), "/api/products"));
        world.await(second.deploymentId(), it -> World.step(it, "canary").state() == StepState.RUNNING);
        world.answers.put("2 /api/products", new Answer.Down("it answered 500"));
        var end = ended(second);

        tookBack(first, end);
        assertThat(end.reason()).contains("api errors: over the limit");
    }

    @Test
    void theFirstReleaseHasNothingToBeComparedWith() {
        var first = asked(canary("1", 1, ROUND, null));

        var report = world.awaitPhase(first.deploymentId(), Phase.SWITCHED);
        assertThat(World.step(report, "canary"))
                .returns(StepState.SKIPPED, AgentReport.Step::state)
                .returns("no version serves that it could be compared with", AgentReport.Step::detail);
    }

    @Test
    void calledOffMeanwhileItIsTakenBack() {
        var first = world.serves("1", 1);
        world.gateway.answering = container -> answers(30, 0, 20);
        var second = asked(canary("2", 2, Duration.ofSeconds(20), null));
        world.await(second.deploymentId(), it -> World.step(it, "canary").evidence() != null);
        assertThat(world.gateway.share(Plan.API)).isEqualTo(10);
        world.ask(Plan.turnBack(second));
        var end = ended(second);

        tookBack(first, end);
        assertThat(end.reason()).isEqualTo("the checks failed (asked by amal)");
        assertThat(World.step(end, "canary").evidence()).contains("Step 1 of 2");
    }

    @Test
    void oneThatDiesGoesBack() {
        var first = world.serves("1", 1);
        world.gateway.answering = container -> answers(30, 0, 20);
        var second = asked(canary("2", 2, Duration.ofSeconds(20), null));
        world.await(second.deploymentId(), it -> World.step(it, "canary").evidence() != null);
        world.host.crashes(Plan.container(second, "api"), 1);

        var end = ended(second);
        tookBack(first, end);
        assertThat(end.reason()).contains("api ended by itself");
    }

    @Test
    void goesOnWhereItWasAfterARestart() {
        world.serves("1", 1);
        world.gateway.answering = container -> answers(30, 0, 20);
        var second = asked(canary("2", 2, Duration.ofSeconds(2), null));
        world.await(
                second.deploymentId(),
                it -> String.valueOf(World.step(it, "canary").detail()).startsWith("Step 2"));
        world.restart();
        Awaitility.await()
                .until(() -> progress(second).step() == 1
                        && progress(second).elapsed().toMillis() > 1000);
        world.restart();
        var began = System.nanoTime();
        var report = world.awaitPhase(second.deploymentId(), Phase.SWITCHED);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1700));
        assertThat(World.step(report, "canary").state()).isEqualTo(StepState.DONE);
        assertThat(world.gateway.shifts.stream().filter(it -> it.startsWith("10 %")))
                .hasSize(1);
    }

    private CanaryProgress progress(DeploymentRequested request) {
        return world.journal
                .transact(it -> it.find(request.deploymentId()))
                .orElseThrow()
                .canary()
                .progress();
    }
}
