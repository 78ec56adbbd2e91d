package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images of three releases that went live stay; of the others goes what was pulled for this app. */
class PruningTests {

    private World world;

    @BeforeEach
    void begin() {
        world = new World(Duration.ofMillis(100));
    }

    @AfterEach
    void end() {
        world.close();
    }

    private static String image(String version) {
        return "registry.example/shop@sha256:" + version.repeat(64);
    }

    private DeploymentRequested release(String version, long epoch) {
        world.host.registry.put(image(version), MemoryHost.id("image " + version));
        return Plan.release(version, epoch)
                .withServices(List.of(Plan.service("api", image(version), 3000, null, List.of())));
    }

    private DeploymentRequested serves(String version, long epoch) {
        return world.serves(release(version, epoch));
    }

    private boolean has(String version) {
        return world.host.localImages.containsKey(image(version));
    }

    @Test
    void removesWhatNoRollbackNeeds() {
        serves("1", 1);
        serves("2", 2);
        serves("3", 3);
        assertThat(has("1")).isTrue();

        var last = serves("4", 4);

        assertThat(has("1")).isFalse();
        assertThat(List.of(has("2"), has("3"), has("4"))).doesNotContain(false);
        assertThat(World.step(world.report(last.deploymentId()), "retire").detail())
                .endsWith("; 1 images removed that no rollback needs");
    }

    @Test
    void leavesWhatWasHereBeforeIt() {
        world.host.has(image("1"));
        for (var version = 1; version <= 5; version++) {
            serves(String.valueOf(version), version);
        }
        assertThat(has("1")).isTrue();
        assertThat(has("2")).isFalse();
    }

    @Test
    void leavesWhatAPersonBroughtBack() {
        for (var version = 1; version <= 4; version++) {
            serves(String.valueOf(version), version);
        }
        world.host.has(image("1"));

        serves("5", 5);

        assertThat(has("1")).isTrue();
        assertThat(has("2")).isFalse();
    }

    @Test
    void countsNoReleaseThatNeverServed() {
        serves("1", 1);
        serves("2", 2);
        for (var version = 3; version <= 5; version++) {
            var bad = String.valueOf(version);
            world.answers.put(bad, new Answer.Down("/health answered 500"));
            var request = release(bad, version);
            world.ask(request);
            assertThat(world.awaitEnd(request.deploymentId()).phase()).isEqualTo(Phase.FAILED);
        }

        serves("6", 6);

        assertThat(List.of(has("1"), has("2"), has("6"))).doesNotContain(false);
        assertThat(List.of(has("3"), has("4"), has("5"))).doesNotContain(true);
    }

    @Test
    void aRollbackFindsItsImageAfterwards() {
        serves("1", 1);
        var second = serves("2", 2);
        serves("3", 3);
        serves("4", 4);
        world.host.registry.clear();

        var back = Plan.rollbackTo(second, 5, null, DataChoice.KEEP);
        world.ask(back);

        assertThat(world.awaitEnd(back.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(List.of(has("2"), has("3"), has("4"))).doesNotContain(false);
    }

    @Test
    void saysWhatWasPulled() {
        var request = serves("1", 1);

        var pull = World.step(world.report(request.deploymentId()), "pull");

        assertThat(pull.detail()).startsWith("Pulled 1 images: 5.0 MB in ");
        assertThat(pull.evidence()).isEqualTo(image("1") + ": 5.0 MB in 2 layers, 1 layers were here");
    }

    /** Wherever the agent dies meanwhile, the same images are here in the end. */
    @Test
    void goesOnAfterACrash() {
        for (var call = 0; call < 400; call += 7) {
            world.close();
            world = new World(Duration.ofMillis(100));
            serves("1", 1);
            serves("2", 2);
            serves("3", 3);
            var last = release("4", 4);
            world.killAtCall(call);
            world.ask(last);
            var died = await(last);
            if (died) {
                world.restart();
                world.ring();
                await(last);
            }
            assertThat(world.report(last.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
            assertThat(List.of(has("2"), has("3"), has("4"))).doesNotContain(false);
            if (!died) {
                return;
            }
        }
        throw new AssertionError("It never came to its end");
    }

    @Test
    void whatWasPulledJustBeforeACrashGoesToo() {
        for (var call = 0; call < 400; call++) {
            world.close();
            world = new World(Duration.ofMillis(100));
            var first = release("1", 1);
            world.killAtCall(call);
            world.ask(first);
            await(first);
            var wasPulled =
                    World.step(world.report(first.deploymentId()), "pull").state() == StepState.DONE;
            world.restart();
            world.ring();
            await(first);
            serves("2", 2);
            serves("3", 3);
            serves("4", 4);
            assertThat(has("1")).as("killed at call %d", call).isFalse();
            if (wasPulled) {
                assertThat(call).isPositive();
                return;
            }
        }
        throw new AssertionError("It was never pulled");
    }

    @Test
    void whatCouldNotBePulledIsNobodysToRemove() {
        var first = release("1", 1);
        world.host.registry.remove(image("1"));
        world.ask(first);
        world.awaitEnd(first.deploymentId());
        world.host.has(image("1"));
        serves("2", 2);
        serves("3", 3);
        serves("4", 4);
        serves("5", 5);

        assertThat(has("1")).as("brought by a person").isTrue();
    }

    /** Keeps it when it is switched; returns whether it died. */
    private boolean await(DeploymentRequested request) {
        Awaitility.await().dontCatchUncaughtExceptions().until(() -> {
            if (world.isSwitched()) {
                world.keepLatest();
            }
            return world.isDead() || world.hasEnded(request.deploymentId());
        });
        return world.isDead();
    }
}
