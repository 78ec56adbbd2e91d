package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Metrics.Reading;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.Canary.Analysis;
import ai.kaleem.release.common.contract.PrometheusCheck;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.Triggers;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus says decides too; that it says nothing decides nothing. */
class PrometheusTests {

    private static final Duration ROUND = Duration.ofMillis(200);

    private final World world = new World();
    private DeploymentRequested first;

    @BeforeEach
    void serve() {
        first = world.serves("1", 1);
        world.gateway.answering = container -> CanaryTests.answers(60, 0, 20);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static PrometheusCheck atMost(double max, String query, Duration lasts) {
        return new PrometheusCheck("queue", "http://prometheus:9090", query, max, null, lasts);
    }

    private DeploymentRequested bakes(PrometheusCheck check) {
        var hour = Duration.ofHours(1);
        var triggers = new Triggers(1, hour, hour, hour, 1, true, List.of(check));
        var request = Plan.release("2", 2)
                .withPolicy(
                        new Policy(Duration.ofSeconds(30), Duration.ofSeconds(30), RestorePolicy.AUTO, null, triggers));
        world.ask(request);
        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(request));
        world.awaitPhase(request.deploymentId(), Phase.KEPT);
        return request;
    }

    private DeploymentRequested canary(PrometheusCheck check, Duration pause) {
        var analysis = new Analysis(50, ROUND, 0.05, Duration.ofSeconds(1), 1.25, 2, null, pause, List.of(check));
        var request = Plan.release("2", 2)
                .withPolicy(new Policy(
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        RestorePolicy.AUTO,
                        new Canary(List.of(new Canary.Step(10, ROUND)), analysis),
                        null));
        world.ask(request);
        return request;
    }

    private AgentReport takenBack(DeploymentRequested request) {
        var end = world.awaitEnd(request.deploymentId());
        assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        return end;
    }

    private void stays(DeploymentRequested request) {
        Awaitility.await()
                .during(Duration.ofMillis(400))
                .until(() -> world.report(request.deploymentId()).phase() == Phase.KEPT);
    }

    @Test
    void takesBackWhatIsOverTheLimitForTooLongDuringTheBake() {
        world.metrics.readings.put("queue", new Reading.Number(99));
        var second = bakes(atMost(100, "queue", Duration.ofMillis(100)));
        stays(second);

        world.metrics.readings.put("queue", new Reading.Number(101.5));

        var end = takenBack(second);
        assertThat(end.reason())
                .isEqualTo("prometheus queue: over the limit; it is 101.5, limit at most 100.0 for 100 ms");
        assertThat(world.told(second.deploymentId()))
                .anyMatch(it -> it.report().phase() == Phase.TURNING_BACK
                        && end.reason().equals(it.report().reason()));
    }

    @Test
    void leavesWhatIsOverTheLimitForLess() {
        world.metrics.readings.put("queue", new Reading.Number(101));

        stays(bakes(atMost(100, "queue", Duration.ofMinutes(1))));
    }

    @Test
    void takesBackWhatIsBelowTheLeast() {
        world.metrics.readings.put("orders", new Reading.Number(0.25));

        var second = bakes(
                new PrometheusCheck("orders", "http://prometheus:9090", "orders", null, 0.5, Duration.ofMillis(50)));

        assertThat(takenBack(second).reason())
                .isEqualTo("prometheus orders: over the limit; it is 0.2500, limit at least 0.5000 for 50 ms");
    }

    @Test
    void noAnswerTakesNothingBack() {
        world.metrics.readings.put("queue", new Reading.Nothing("nobody listens at http://prometheus:9090"));

        stays(bakes(atMost(100, "queue", Duration.ZERO)));
    }

    @Test
    void failsACanaryOverTheLimitAndSaysSo() {
        world.metrics.readings.put("queue", new Reading.Number(101));

        var end = takenBack(canary(atMost(100, "queue", Duration.ZERO), Duration.ofSeconds(8)));

        assertThat(end.reason())
                .isEqualTo(
                        "canary: Step 1 of 1, 10 % of the visitors: prometheus queue: over the limit; it is 101.0, limit at most 100.0");
        assertThat(World.step(end, "canary").evidence())
                .contains("prometheus queue: over the limit; it is 101.0, limit at most 100.0");
    }

    @Test
    void lookedAtWithTheContainersOfBothVersions() {
        var query = "queue{name=\"{{canary.api}}\"} / queue{name=\"{{baseline.api}}\"} > {{version}}";
        var request = canary(atMost(100, query, Duration.ZERO), Duration.ofSeconds(8));
        world.metrics.readings.put(
                "queue{name=\"%s\"} / queue{name=\"%s\"} > 2"
                        .formatted(Plan.container(request, "api"), Plan.container(first, "api")),
                new Reading.Number(1));

        var switched = world.awaitPhase(request.deploymentId(), Phase.SWITCHED);

        assertThat(World.step(switched, "canary").evidence())
                .contains("prometheus queue: passes; it is 1.000, limit at most 100.0");
    }

    @Test
    void withoutAnAnswerACanaryIsInconclusiveAndGoesBackWhenItsPauseIsOver() {
        world.metrics.readings.put("queue", new Reading.Nothing("the answer is empty"));

        var end = takenBack(canary(atMost(100, "queue", Duration.ZERO), Duration.ofSeconds(1)));

        assertThat(end.reason())
                .contains("no verdict after a pause of 1 s")
                .contains("prometheus queue: inconclusive; the answer is empty, limit at most 100.0");
        assertThat(World.step(end, "canary").evidence()).contains("api errors: passes");
    }

    @Test
    void anAnswerThatComesLateEndsThePause() {
        var request = canary(atMost(100, "queue", Duration.ZERO), Duration.ofSeconds(8));
        world.await(
                request.deploymentId(),
                it -> String.valueOf(World.step(it, "canary").evidence()).contains("prometheus queue: inconclusive"));

        world.metrics.readings.put("queue", new Reading.Number(5));

        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
    }
}
