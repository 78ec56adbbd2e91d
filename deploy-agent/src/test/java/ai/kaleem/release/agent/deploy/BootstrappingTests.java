package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Bootstrap;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What prepares an empty place is done once, in the store that is there, before anything is migrated or started. */
class BootstrappingTests {

    private static final int MOST_CALLS = 400;
    private static final Bootstrap STORE = new Bootstrap(
            List.of(List.of("initiate", "rs0"), List.of("index", "--password", "hunter2")), Duration.ofMillis(500));
    private static final Bootstrap API = new Bootstrap(List.of(List.of("seed")), Duration.ofMillis(500));

    private final World world = new World();
    private final AtomicInteger seeded = new AtomicInteger();

    @AfterEach
    void stop() {
        world.close();
    }

    private static DeploymentRequested release(String version, long epoch) {
        return Plan.bootstrapping(Plan.release(version, epoch), STORE, API);
    }

    private void seeds(Integer exitCode) {
        world.host.once.put("api.bootstrap-1", () -> {
            seeded.incrementAndGet();
            return exitCode;
        });
    }

    private List<String> programs() {
        return world.host.calls.stream().filter(it -> it.startsWith("run ")).toList();
    }

    private AgentReport endOf(DeploymentRequested request) {
        world.ask(request);
        return world.awaitEnd(request.deploymentId());
    }

    private static List<String> steps(AgentReport report) {
        return report.steps().stream().map(AgentReport.Step::name).toList();
    }

    @Test
    void preparesAFirstReleaseBeforeItsStoreIsBackedUp() {
        seeds(0);
        world.host.programs = argv -> {
            assertThat(world.backups.calls).isEmpty();
            return new Host.Ran(0, "said " + argv.getFirst());
        };
        var first = release("1", 1);
        world.serves(first);

        var report = world.report(first.deploymentId());
        assertThat(steps(report)).startsWith("preflight", "pull", "bootstrap", "backup", "start");
        assertThat(programs()).containsExactly("run initiate in shop-store", "run index in shop-store");
        assertThat(seeded).hasValue(1);
        assertThat(World.step(report, "bootstrap").detail())
                .isEqualTo(
                        "Ran initiate in container shop-store, index in container shop-store, seed in the image of api");
        assertThat(World.step(report, "bootstrap").evidence()).contains("said initiate", "said index");
        assertThat(world.backups.calls).isNotEmpty();
        assertThat(world.host.all()).noneMatch(it -> it.contains("bootstrap"));
    }

    @Test
    void isDoneOnceInAPlace() {
        seeds(0);
        world.serves(release("1", 1));
        world.serves(Plan.release("2", 2));
        var third = release("3", 3);
        world.serves(third);

        assertThat(programs()).hasSize(2);
        assertThat(seeded).hasValue(1);
        var report = world.report(third.deploymentId());
        assertThat(World.step(report, "bootstrap").state()).isEqualTo(StepState.SKIPPED);
        assertThat(World.step(report, "bootstrap").detail()).contains("done here before");
        // Where something serves, its data is safe first.
        assertThat(steps(report)).startsWith("preflight", "backup", "pull", "bootstrap", "start");
    }

    @Test
    void runsAgainWhereTheStoreIsAnotherOne() {
        seeds(0);
        world.serves(release("1", 1));
        world.host.identities.put("shop-store", "made anew");
        world.serves(release("2", 2));
        assertThat(programs()).hasSize(4);
        assertThat(seeded).hasValue(1);
    }

    @Test
    void runsAgainWhereTheDataWasRestored() {
        seeds(0);
        var first = release("1", 1);
        world.serves(first);
        world.serves(release("2", 2));
        assertThat(endOf(Plan.rollbackTo(first, 3, null, DataChoice.RESTORE)).phase())
                .isEqualTo(Phase.SUCCEEDED);
        assertThat(programs()).hasSize(2);
        world.serves(release("3", 4));
        assertThat(programs()).hasSize(4);
        world.serves(release("1", 5));
        assertThat(programs()).hasSize(4);
    }

    @Test
    void runsWhatIsNewInThePlan() {
        seeds(0);
        world.serves(release("1", 1));
        var more = new Bootstrap(List.of(STORE.run().getFirst(), List.of("queue")), Duration.ofMillis(500));
        world.serves(Plan.bootstrapping(Plan.release("2", 2), more, null));
        assertThat(programs())
                .containsExactly("run initiate in shop-store", "run index in shop-store", "run queue in shop-store");
    }

    @Test
    void aFailedOneEndsTheReleaseWithItsOutput() {
        var first = world.serves("1", 1);
        world.host.programs = argv -> new Host.Ran(argv.getFirst().equals("index") ? 3 : 0, "cannot, as I said");
        var report = endOf(release("2", 2));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).contains("bootstrap: index in container shop-store ended with 3");
        assertThat(World.step(report, "bootstrap").evidence()).contains("cannot, as I said");
        assertThat(report.toString()).doesNotContain("hunter2");
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        assertThat(world.host.all()).hasSize(2);

        // What went well before is not run again; what failed is.
        world.host.programs = argv -> new Host.Ran(0, "");
        world.host.calls.clear();
        seeds(0);
        world.serves(release("3", 3));
        assertThat(programs()).containsExactly("run index in shop-store");
    }

    @Test
    void aFailedOneOfAServiceLeavesNoContainer() {
        seeds(7);
        var report = endOf(release("1", 1));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).contains("seed in the image of api ended with 7");
        assertThat(seeded).hasValue(3);
        assertThat(world.host.all()).isEmpty();
    }

    @Test
    void aStoreThatIsNeverReadyIsNamed() {
        world.host.faults.put("shop-store", "container shop-store does not run");
        var report = endOf(release("1", 1));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).contains("store was not ready within 500 ms: container shop-store does not run");
    }

    @Test
    void waitsForTheStoreAndCanBeCalledOffMeanwhile() {
        world.host.faults.put("shop-store", "container shop-store does not run");
        var patient = new Bootstrap(STORE.run(), Duration.ofMinutes(5));
        var first = Plan.bootstrapping(Plan.release("1", 1), patient, null);
        world.ask(first);
        world.await(
                first.deploymentId(),
                it -> World.step(it, "bootstrap").detail() != null
                        && World.step(it, "bootstrap").detail().contains("Waits until store is ready"));
        world.ask(Plan.turnBack(first));
        assertThat(world.awaitEnd(first.deploymentId()).phase()).isEqualTo(Phase.CANCELLED);
        assertThat(programs()).isEmpty();
    }

    @Test
    void oneThatGoesOnForeverIsEndedAfterItsTimeout() {
        seeds(null);
        var report = endOf(release("1", 1));
        assertThat(report.phase()).isEqualTo(Phase.FAILED);
        assertThat(report.reason()).contains("took longer than 500 ms and was ended");
        assertThat(world.host.all()).isEmpty();
    }

    /** The agent is killed at every call: each command is done in the end, and at most one of them twice. */
    @Test
    void goesOnAfterACrash() {
        var again = 0;
        for (int call = 0; call < MOST_CALLS; call++) {
            try (var mortal = new World()) {
                var ran = new AtomicInteger();
                Set<String> done = ConcurrentHashMap.newKeySet();
                mortal.host.programs = argv -> {
                    ran.incrementAndGet();
                    done.add(argv.getFirst());
                    return new Host.Ran(0, "");
                };
                mortal.host.once.put("api.bootstrap-1", () -> {
                    ran.incrementAndGet();
                    done.add("seed");
                    return 0;
                });
                var first = release("1", 1);
                mortal.killAtCall(call);
                mortal.ask(first);
                Awaitility.await()
                        .dontCatchUncaughtExceptions()
                        .atMost(Duration.ofSeconds(10))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> mortal.isDead() || mortal.isSwitched());
                if (!mortal.isDead()) {
                    assertThat(again).isPositive();
                    return;
                }
                mortal.restart();
                mortal.awaitPhase(first.deploymentId(), Phase.SWITCHED);
                assertThat(done).containsExactlyInAnyOrder("initiate", "index", "seed");
                assertThat(ran.get()).isBetween(3, 4);
                again += ran.get() - 3;
                assertThat(mortal.host.all()).noneMatch(it -> it.contains("bootstrap"));
            }
        }
        throw new AssertionError("The story never came to its end within %d calls".formatted(MOST_CALLS));
    }
}
