package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.common.contract.ServiceSpec.Strategy.BLUE_GREEN;
import static ai.kaleem.release.common.contract.ServiceSpec.Strategy.RECREATE;
import static ai.kaleem.release.common.contract.ServiceSpec.Strategy.ROLLING;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several containers of one service, which move to a new version together or one after the other. */
class RollingTests {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static DeploymentRequested of(String version, long epoch, int count, ServiceSpec.Strategy strategy) {
        return Plan.replicated(Plan.release(version, epoch), count, strategy);
    }

    private static List<String> containers(DeploymentRequested of) {
        return of.services().stream().map(it -> Plan.container(of, it.name())).toList();
    }

    private static List<String> targets(World world, DeploymentRequested of) {
        return of.services().stream()
                .filter(ServiceSpec::isRouted)
                .map(it -> world.gateway.target(Route.to(Plan.SHOP, it)).orElse("nobody"))
                .toList();
    }

    private static void servedBy(World world, DeploymentRequested of) {
        assertThat(targets(world, of))
                .isEqualTo(containers(of).stream()
                        .filter(it -> !it.contains("-worker-"))
                        .toList());
        assertThat(world.host.running()).containsExactlyInAnyOrderElementsOf(containers(of));
    }

    @Test
    void replacesOneAfterTheOther() {
        var first = world.serves(of("1", 1, 3, ROLLING));
        servedBy(world, first);
        world.host.calls.clear();
        var second = world.serves(of("2", 2, 3, ROLLING));

        servedBy(world, second);
        assertThat(world.gateway.shifts)
                .endsWith(
                        Plan.container(second, "api"),
                        Plan.container(second, "api-2"),
                        Plan.container(second, "api-3"));
        // One more than the plan says, at most.
        assertThat(world.host.calls)
                .containsSubsequence(
                        "start " + Plan.container(second, "api"),
                        "stop " + Plan.container(first, "api"),
                        "start " + Plan.container(second, "api-2"),
                        "stop " + Plan.container(first, "api-2"),
                        "start " + Plan.container(second, "api-3"),
                        "stop " + Plan.container(first, "api-3"));
        assertThat(world.host.all()).containsAll(containers(first));
    }

    @Test
    void oneThatNeverGetsHealthyTouchesNoTraffic() {
        var first = world.serves(of("1", 1, 3, ROLLING));
        world.answers.put("2", new Answer.Down("it answered 503"));
        var second = of("2", 2, 3, ROLLING);
        world.ask(second);
        var end = world.awaitEnd(second.deploymentId());

        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("switch: api never became healthy", "it answered 503");
        servedBy(world, first);
    }

    @Test
    void takenBackHalfWayTheOldOnesServeAgain() {
        var first = world.serves(of("1", 1, 3, ROLLING));
        var second = of("2", 2, 3, ROLLING);
        world.ask(second);
        world.await(second.deploymentId(), it -> world.gateway.shifts.contains(Plan.container(second, "api")));
        world.ask(Plan.turnBack(second));
        var end = world.awaitEnd(second.deploymentId());

        assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
        servedBy(world, first);
    }

    @Test
    void takenBackAfterTheSwitchTheOldOnesStartAgain() {
        var first = world.serves(of("1", 1, 2, ROLLING));
        var second = of("2", 2, 2, ROLLING);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.turnBack(second));

        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.ROLLED_BACK);
        servedBy(world, first);
    }

    @Test
    void blueGreenStartsAllOfThemBesideTheOldOnes() {
        var first = world.serves(of("1", 1, 2, BLUE_GREEN));
        var second = of("2", 2, 2, BLUE_GREEN);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        // The worker is one at a time.
        assertThat(world.host.running()).hasSize(5).contains(Plan.container(first, "api-2"));
        world.ask(Plan.keep(second));
        world.awaitEnd(second.deploymentId());
        servedBy(world, second);
    }

    @Test
    void fewerAndMoreOfThem() {
        world.host.has("shop:4");
        world.serves(of("1", 1, 1, ROLLING));
        var three = world.serves(of("2", 2, 3, ROLLING));
        servedBy(world, three);
        var one = of("3", 3, 1, ROLLING);
        world.ask(one);
        world.awaitPhase(one.deploymentId(), Phase.SWITCHED);
        assertThat(targets(world, three)).containsExactly(Plan.container(one, "api"), "nobody", "nobody");
        world.ask(Plan.turnBack(one));
        world.awaitEnd(one.deploymentId());
        servedBy(world, three);

        var two = world.serves(of("4", 4, 2, BLUE_GREEN));
        servedBy(world, two);
        assertThat(targets(world, three).getLast()).isEqualTo("nobody");
    }

    @Test
    void whereItMustNotRunTwiceNowAllOfTheOldOnesAreStoppedFirst() {
        var first = world.serves(of("1", 1, 2, BLUE_GREEN));
        world.host.calls.clear();
        var second = world.serves(of("2", 2, 1, RECREATE));

        servedBy(world, second);
        for (var old : List.of("api", "api-2")) {
            assertThat(world.host.calls)
                    .containsSubsequence(
                            "stop " + Plan.container(first, old), "start " + Plan.container(second, "api"));
        }
    }

    @Test
    void anEmergencyStartsAllOfThemAtOnce() {
        var first = world.serves(of("1", 1, 2, ROLLING));
        world.serves(of("2", 2, 2, ROLLING));
        var back = Plan.rollbackTo(first, 3, null, DataChoice.KEEP);
        world.ask(back);

        assertThat(world.awaitEnd(back.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        servedBy(world, first);
    }

    @Test
    @Tag("long")
    void killedAtAnyCallItEndsTheSame() {
        var killed = 0;
        for (var call = 0; call < 1200; call += 3) {
            try (var mortal = new World()) {
                mortal.serves(of("1", 1, 2, ROLLING));
                var second = of("2", 2, 2, ROLLING);
                mortal.killAtCall(call);
                mortal.ask(second);
                Awaitility.await().dontCatchUncaughtExceptions().until(() -> {
                    mortal.keepLatest();
                    return mortal.isDead() || mortal.hasEnded(second.deploymentId());
                });
                var died = mortal.isDead();
                mortal.restart();
                Awaitility.await().dontCatchUncaughtExceptions().until(() -> {
                    mortal.keepLatest();
                    return mortal.hasEnded(second.deploymentId());
                });
                assertThat(mortal.report(second.deploymentId()).phase())
                        .as(
                                "killed at %d: %s",
                                call, mortal.report(second.deploymentId()).reason())
                        .isEqualTo(Phase.SUCCEEDED);
                servedBy(mortal, second);
                if (!died) {
                    assertThat(killed).as("times it was killed").isGreaterThan(20);
                    return;
                }
                killed++;
            }
        }
        throw new AssertionError("It never got to its end");
    }
}
