package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Configuration;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers that stay get the configuration of a release with it, and lose it with it. */
class ConfiguringTests {

    private static final int MOST_CALLS = 500;
    private static final String NEXT = "/opt/shop/next";
    private static final String MOUNTED = "/opt/shop/nginx";
    private static final Configuration NGINX = new Configuration(
            "shop-nginx",
            NEXT,
            MOUNTED,
            List.of("nginx", "-t"),
            List.of("nginx", "-s", "reload"),
            Duration.ofMillis(300),
            null);

    private final World world = world();

    private static World world() {
        var world = new World();
        world.envFiles.folders.put(MOUNTED, "old");
        world.envFiles.folders.put(NEXT, "new");
        return world;
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private static DeploymentRequested release(String version, long epoch) {
        return Plan.configuring(Plan.release(version, epoch), NGINX);
    }

    private AgentReport endOf(DeploymentRequested request) {
        world.ask(request);
        return world.awaitEnd(request.deploymentId());
    }

    private String inPlace() {
        return world.envFiles.folders.get(MOUNTED);
    }

    private List<String> reloads() {
        return world.host.calls.stream()
                .filter(it -> it.equals("run nginx in shop-nginx"))
                .toList();
    }

    private static List<String> steps(AgentReport report) {
        return report.steps().stream().map(AgentReport.Step::name).toList();
    }

    private static List<String> begun(AgentReport report) {
        return report.steps().stream()
                .filter(it -> it.startedAt() != null)
                .map(AgentReport.Step::name)
                .toList();
    }

    @Test
    void isCheckedPutInPlaceAndReloadedBeforeTheTrafficMoves() {
        world.serves("1", 1);
        world.host.programs = argv -> {
            assertThat(inPlace()).isEqualTo("new");
            return new Host.Ran(0, "");
        };
        var second = world.serves(release("2", 2));

        var report = world.report(second.deploymentId());
        assertThat(steps(report))
                .containsSubsequence("healthy", "check-configuration", "configure", "switch", "confirm");
        assertThat(world.host.candidates).hasSize(1).allMatch(it -> it.endsWith("new"));
        assertThat(reloads()).hasSize(1);
        assertThat(inPlace()).isEqualTo("new");
        assertThat(world.host.all()).noneMatch(it -> it.contains("check"));
        // The same again is no change: nothing is reloaded for it.
        var third = world.serves(release("3", 3));
        assertThat(World.step(world.report(third.deploymentId()), "configure").state())
                .isEqualTo(StepState.SKIPPED);
        assertThat(reloads()).hasSize(1);
    }

    @Test
    void oneThatIsNotGoodTouchesNothing() {
        var first = world.serves("1", 1);
        world.host.once.put("api.check-1", () -> 1);
        var report = endOf(release("2", 2));

        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason())
                .isEqualTo(
                        "check-configuration: the configuration in /opt/shop/next is not put in place: nginx in a container like shop-nginx ended with 1");
        assertThat(begun(report)).doesNotContain("configure", "switch", "configure-back");
        assertThat(inPlace()).isEqualTo("old");
        assertThat(reloads()).isEmpty();
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        assertThat(world.host.all()).noneMatch(it -> it.contains("check"));
    }

    @Test
    void aCheckThatNeverEndsIsOneThatFailed() {
        world.serves("1", 1);
        world.host.once.put("api.check-1", () -> null);
        var report = endOf(release("2", 2));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).contains("nginx for shop-nginx took longer than 300 ms");
        assertThat(world.host.all()).noneMatch(it -> it.contains("check"));
    }

    @Test
    void isPutBackWhereItIsNotTaken() {
        var first = world.serves("1", 1);
        world.host.programs = argv -> new Host.Ran(inPlace().equals("new") ? 1 : 0, "[emerg] no");
        var report = endOf(release("2", 2));

        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).isEqualTo("configure: nginx in container shop-nginx ended with 1");
        assertThat(World.step(report, "configure").evidence()).contains("[emerg] no");
        assertThat(World.step(report, "configure-back").state()).isEqualTo(StepState.DONE);
        assertThat(begun(report)).doesNotContain("switch");
        assertThat(inPlace()).isEqualTo("old");
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
    }

    @Test
    void isPutBackWhereTheContainerIsNotWellWithIt() {
        world.serves("1", 1);
        world.host.programs = argv -> {
            if (inPlace().equals("new")) {
                world.host.faults.put("shop-nginx", "container shop-nginx does not run");
            } else {
                world.host.faults.remove("shop-nginx");
            }
            return new Host.Ran(0, "");
        };
        var report = endOf(release("2", 2));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).isEqualTo("configure: container shop-nginx does not run");
        assertThat(inPlace()).isEqualTo("old");
    }

    @Test
    void isPutBackWithTheRelease() {
        world.serves("1", 1);
        var second = release("2", 2);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        assertThat(inPlace()).isEqualTo("new");
        world.ask(Plan.turnBack(second));

        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(begun(report)).containsSubsequence("switch-back", "configure-back", "remove");
        assertThat(inPlace()).isEqualTo("old");
        assertThat(reloads()).hasSize(2);
    }

    @Test
    void thatItCannotBePutBackIsSaid() {
        world.serves("1", 1);
        var second = release("2", 2);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.host.programs = argv -> new Host.Ran(1, "");
        world.ask(Plan.turnBack(second));

        var report = world.awaitEnd(second.deploymentId());
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(report.reason())
                .contains("Going back failed at configure-back: nginx in container shop-nginx ended with 1");
    }

    @Test
    void aRollbackBringsBackWhatTheTargetHad() {
        var first = world.serves("1", 1);
        var second = world.serves(release("2", 2));
        world.envFiles.folders.put(NEXT, "newest");
        world.serves(release("3", 3));
        assertThat(inPlace()).isEqualTo("newest");

        var toSecond = endOf(Plan.rollbackTo(second, 4, null, DataChoice.KEEP));
        assertThat(toSecond.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(begun(toSecond)).containsSubsequence("switch", "configure", "retire");
        assertThat(inPlace()).isEqualTo("new");
        // Whose plan names no configuration at all.
        assertThat(endOf(Plan.rollbackTo(first, 5, null, DataChoice.KEEP)).phase())
                .isEqualTo(Phase.SUCCEEDED);
        assertThat(inPlace()).isEqualTo("old");
    }

    @Test
    void aRollbackWhoseConfigurationIsNotTakenSaysSo() {
        var first = world.serves("1", 1);
        world.serves(release("2", 2));
        world.host.programs = argv -> new Host.Ran(1, "");

        var report = endOf(Plan.rollbackTo(first, 3, null, DataChoice.KEEP));
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(report.serving()).isEqualTo("1");
        assertThat(report.reason()).isEqualTo("configure: nginx in container shop-nginx ended with 1");
        assertThat(report.next())
                .contains("The traffic is on the release", "/opt/shop/nginx", "run 'nginx -s reload' in it");
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
    }

    @Test
    void whatIsNotThereStopsThePreflight() {
        world.serves("1", 1);
        world.envFiles.folders.remove(NEXT);
        assertThat(endOf(release("2", 2)).reason()).isEqualTo("preflight: /opt/shop/next is not on this host");
        world.envFiles.folders.put(NEXT, "new");
        world.host.faults.put("shop-nginx", "container shop-nginx is gone");
        assertThat(endOf(release("3", 3)).reason())
                .isEqualTo("preflight: container shop-nginx is gone, and service api configures it");
    }

    /** The agent is killed at calls of a release that is kept, and of one that is turned back after its switch. */
    @Test
    void endsTheSameWhereverTheAgentDies() {
        killedAtEach(17);
    }

    @Test
    @Tag("long")
    void endsTheSameAtWhateverCallTheAgentDies() {
        killedAtEach(1);
    }

    private static void killedAtEach(int stride) {
        var kept = killed(stride, false);
        var back = killed(stride, true);
        System.out.printf("configuring: killed at calls up to %d of a good release, %d of a bad one%n", kept, back);
    }

    private static int killed(int stride, boolean turnsBack) {
        for (int call = 0; call < MOST_CALLS; call += stride) {
            try (var mortal = world()) {
                var reloaded = new ArrayList<String>();
                mortal.serves("1", 1);
                mortal.host.programs = argv -> {
                    reloaded.add(mortal.envFiles.folders.get(MOUNTED));
                    return new Host.Ran(0, "");
                };
                var second = release("2", 2);
                mortal.killAtCall(call);
                mortal.ask(second);
                awaitEndOrDeath(mortal, second, turnsBack);
                var died = mortal.isDead();
                if (died) {
                    mortal.restart();
                    awaitEndOrDeath(mortal, second, turnsBack);
                }
                assertThat(mortal.report(second.deploymentId()).phase())
                        .isEqualTo(turnsBack ? Phase.ROLLED_BACK : Phase.SUCCEEDED);
                var wanted = turnsBack ? "old" : "new";
                assertThat(mortal.envFiles.folders).containsEntry(MOUNTED, wanted);
                assertThat(reloaded.getLast()).as("killed at %d", call).isEqualTo(wanted);
                assertThat(mortal.host.all()).noneMatch(it -> it.contains("check"));
                if (!died) {
                    return call;
                }
            }
        }
        throw new AssertionError("The story never came to its end within %d calls".formatted(MOST_CALLS));
    }

    private static void awaitEndOrDeath(World world, DeploymentRequested request, boolean turnsBack) {
        Awaitility.await()
                .dontCatchUncaughtExceptions()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    if (!world.isDead() && world.isSwitched()) {
                        world.ask(turnsBack ? Plan.turnBack(request) : Plan.keep(request));
                    }
                    return world.isDead() || world.hasEnded(request.deploymentId());
                });
    }
}
