package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.analysis.Answers;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.Triggers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What takes a version back that was kept already, each named in what is told. */
class BakeTests {

    private static final Triggers QUICK =
            new Triggers(0.05, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMillis(100), 1, true);

    private final World world = new World();
    private DeploymentRequested first;

    @BeforeEach
    void serve() {
        first = world.serves("1", 1);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private DeploymentRequested bakes(Triggers triggers) {
        var request = Plan.release("2", 2)
                .withPolicy(
                        new Policy(Duration.ofSeconds(30), Duration.ofSeconds(30), RestorePolicy.AUTO, null, triggers));
        world.ask(request);
        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(request));
        world.awaitPhase(request.deploymentId(), Phase.KEPT);
        return request;
    }

    private AgentReport takenBack(DeploymentRequested request) {
        var end = world.awaitEnd(request.deploymentId());
        assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        assertThat(world.told(request.deploymentId()))
                .anyMatch(it -> it.report().phase() == Phase.TURNING_BACK
                        && String.valueOf(it.report().reason()).equals(end.reason()));
        return end;
    }

    @Test
    void tooManyErrorsForTooLong() {
        world.gateway.answering = container -> CanaryTests.answers(30, 3, 20);

        assertThat(takenBack(bakes(QUICK)).reason())
                .isEqualTo("errors: more than 5.0 % of the requests to api failed for 100 ms");
    }

    @Test
    void tooLateForTooLong() {
        world.gateway.answering = container -> CanaryTests.answers(30, 0, 1500);

        assertThat(takenBack(bakes(QUICK)).reason())
                .isEqualTo("response time: 1 of 20 requests to api or more took longer than 1 s for 100 ms");
    }

    @Test
    void killedForLackOfMemory() {
        var second = bakes(QUICK);
        world.host.outOfMemory = 1;

        assertThat(takenBack(second).reason()).startsWith("out of memory: api was killed");
    }

    @Test
    void restartedAsOftenAsIsTooOften() {
        var second = bakes(new Triggers(1, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), 2, true));
        world.host.crashes(Plan.container(second, "api"), 1);
        Awaitility.await()
                .during(Duration.ofMillis(100))
                .until(() -> world.report(second.deploymentId()).phase() == Phase.KEPT);
        world.host.crashes(Plan.container(second, "api"), 1);

        assertThat(takenBack(second).reason()).startsWith("api ended by itself");
    }

    @Test
    void aDatastoreThatIsLost() {
        var second = bakes(QUICK);
        world.host.faults.put("shop-store", "container shop-store does not run");

        var end = takenBack(second);
        assertThat(end.reason()).isEqualTo("dependency lost: store, container shop-store does not run");
        // The release did not damage it.
        assertThat(end.lostSince()).isNull();
        assertThat(world.backups.calls).noneMatch(it -> it.startsWith("restore"));
    }

    @Test
    void aLostDatastoreIsNoReasonWhereThePlanSaysSo() {
        var second = bakes(new Triggers(1, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), 1, false));
        world.host.faults.put("shop-store", "container shop-store does not run");

        Awaitility.await()
                .during(Duration.ofMillis(200))
                .until(() -> world.report(second.deploymentId()).phase() == Phase.KEPT);
    }

    @Test
    void whatIsGoodStays() {
        world.gateway.answering = container -> container.equals(Plan.container(first, "api"))
                ? CanaryTests.answers(30, 30, 5000)
                : CanaryTests.answers(30, 1, 20);
        var second = bakes(QUICK);

        Awaitility.await()
                .during(Duration.ofMillis(400))
                .until(() -> world.report(second.deploymentId()).phase() == Phase.KEPT);
    }

    @Test
    void noAnswersAreNoComplaint() {
        world.gateway.answering = container -> Answers.NONE;
        var second = bakes(QUICK);

        Awaitility.await()
                .during(Duration.ofMillis(300))
                .until(() -> world.report(second.deploymentId()).phase() == Phase.KEPT);
    }
}
