package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The agent is killed at every single call it makes to the world, once each, and started again: it ends the same. */
class ResumeTests {

    /** Enough for the longest of the stories below; each tells when it needed fewer. */
    private static final int MOST_CALLS = 400;

    private static void everywhere(
            Function<World, DeploymentRequested> story, Consumer<World> meanwhile, Consumer<Ending> expected) {
        var killed = 0;
        for (int call = 0; call < MOST_CALLS; call++) {
            try (var world = new World()) {
                world.backups.data.put("shop-store", "of 1");
                var first = Plan.release("1", 1, Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.NEVER);
                world.ask(first);
                world.awaitPhase(first.deploymentId(), Phase.SWITCHED);
                world.ask(Plan.keep(first));
                world.awaitEnd(first.deploymentId());

                world.plan(first, call);
                world.killAtCall(call);
                var request = story.apply(world);
                Awaitility.await()
                        .dontCatchUncaughtExceptions()
                        .atMost(Duration.ofSeconds(10))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> {
                            meanwhile.accept(world);
                            return world.isDead() || world.hasEnded(request.deploymentId());
                        });
                if (!world.isDead()) {
                    expected.accept(new Ending(world, first, request));
                    assertThat(killed).as("calls it was killed at").isGreaterThan(30);
                    return;
                }
                killed++;
                world.restart();
                Awaitility.await()
                        .dontCatchUncaughtExceptions()
                        .atMost(Duration.ofSeconds(10))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> {
                            meanwhile.accept(world);
                            return world.hasEnded(request.deploymentId());
                        });
                expected.accept(new Ending(world, first, request));
            }
        }
        throw new AssertionError("The story never came to its end within %d calls".formatted(MOST_CALLS));
    }

    private record Ending(World world, DeploymentRequested first, DeploymentRequested second) {

        void servedBy(DeploymentRequested deployment) {
            assertThat(world.gateway.target(Plan.API)).contains(Plan.container(deployment, "api"));
            assertThat(world.host.running())
                    .containsExactlyInAnyOrder(Plan.container(deployment, "api"), Plan.container(deployment, "worker"));
            assertThat(world.gateway.holds(Plan.API)).isFalse();
            assertThat(world.told(second.deploymentId()))
                    .extracting(it -> it.report().revision())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }

        Phase phase() {
            return world.report(second.deploymentId()).phase();
        }
    }

    @Test
    void aGoodRelease() {
        everywhere(
                world -> {
                    var second = Plan.release("2", 2);
                    world.ask(second);
                    return second;
                },
                ResumeTests::keep,
                end -> {
                    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
                    end.servedBy(end.second());
                    assertThat(end.world().host.all()).hasSize(4);
                    // Once for each release, however often the second was begun.
                    assertThat(end.world().backups.calls)
                            .containsExactly("take store BEFORE_RELEASE", "take store BEFORE_RELEASE");
                });
    }

    @Test
    void aGoodReleaseOfWhatMustNotRunTwice() {
        everywhere(
                world -> {
                    var second = Plan.alone(Plan.release("2", 2));
                    world.ask(second);
                    return second;
                },
                ResumeTests::keep,
                end -> {
                    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
                    end.servedBy(end.second());
                    assertThat(end.world().host.most).containsEntry("api", 1);
                    assertThat(World.step(end.world().report(end.second().deploymentId()), "switch")
                                    .detail())
                            .contains("api was away for");
                });
    }

    @Test
    void aBadReleaseOfWhatMustNotRunTwice() {
        everywhere(
                world -> {
                    world.answers.put("2", new Answer.Down("it answered 500"));
                    var second = Plan.alone(Plan.release("2", 2));
                    world.ask(second);
                    return second;
                },
                world -> {},
                end -> {
                    assertThat(end.phase()).isEqualTo(Phase.FAILED);
                    end.servedBy(end.first());
                    assertThat(end.world().host.most).containsEntry("api", 1);
                });
    }

    @Test
    void aGoodCanary() {
        everywhere(
                world -> {
                    world.gateway.answering = container -> CanaryTests.answers(60, 0, 20);
                    var second = CanaryTests.canary("2", 2, Duration.ofMillis(40), null);
                    world.ask(second);
                    return second;
                },
                ResumeTests::keep,
                end -> {
                    assertThat(end.phase())
                            .as(String.valueOf(end.world().report(end.second().deploymentId())))
                            .isEqualTo(Phase.SUCCEEDED);
                    end.servedBy(end.second());
                    assertThat(end.world().gateway.share(Plan.API)).isZero();
                });
    }

    @Test
    void aCanaryThatFails() {
        everywhere(
                world -> {
                    world.gateway.answering = container -> CanaryTests.answers(
                            60, container.equals(Plan.container(world.first(), "api")) ? 0 : 20, 20);
                    var second = CanaryTests.canary("2", 2, Duration.ofMillis(40), null);
                    world.ask(second);
                    return second;
                },
                world -> {},
                end -> {
                    assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
                    end.servedBy(end.first());
                    assertThat(end.world().gateway.share(Plan.API)).isZero();
                    assertThat(end.world().host.all()).hasSize(2);
                });
    }

    @Test
    void aReleaseThatNeverGetsHealthy() {
        everywhere(
                world -> {
                    world.answers.put("2", new Answer.Down("it answered 503"));
                    var second = Plan.release("2", 2);
                    world.ask(second);
                    return second;
                },
                world -> {},
                end -> {
                    assertThat(end.phase()).isEqualTo(Phase.FAILED);
                    end.servedBy(end.first());
                    assertThat(end.world().host.all()).hasSize(2);
                });
    }

    @Test
    void aReleaseThatIsTakenBackWithItsData() {
        everywhere(
                world -> {
                    var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.AUTO);
                    world.ask(second);
                    return second;
                },
                world -> {
                    if (world.isSwitched()) {
                        world.backups.data.put("shop-store", "damaged by 2");
                        world.turnBackLatest();
                    }
                },
                end -> {
                    assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
                    end.servedBy(end.first());
                    assertThat(end.world().backups.data).containsEntry("shop-store", "of 1");
                    assertThat(end.world().report(end.second().deploymentId()).lostSince())
                            .isNotNull();
                });
    }

    @Test
    void anEmergencyRollbackWithData() {
        everywhere(
                world -> {
                    // Only the rollback is to be killed.
                    world.killAtCall(Integer.MAX_VALUE);
                    var second = Plan.release("2", 2);
                    world.ask(second);
                    world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
                    world.ask(Plan.keep(second));
                    world.awaitEnd(second.deploymentId());
                    world.backups.data.put("shop-store", "damaged by 2");
                    world.killAtCall(world.planned());
                    var back = Plan.rollbackTo(world.first(), 3, null, DataChoice.RESTORE);
                    world.ask(back);
                    return back;
                },
                world -> {},
                end -> {
                    assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
                    end.servedBy(end.first());
                    assertThat(end.world().backups.data).containsEntry("shop-store", "of 1");
                });
    }

    @Test
    void anEmergencyRollbackWithDataThatFails() {
        everywhere(
                world -> {
                    // Only the rollback is to be killed.
                    world.killAtCall(Integer.MAX_VALUE);
                    world.serves("2", 2);
                    world.backups.data.put("shop-store", "of 2");
                    world.answers.put("1", new Answer.Down("it answered 500"));
                    world.killAtCall(world.planned());
                    var back = Plan.rollbackTo(world.first(), 3, null, DataChoice.RESTORE);
                    world.ask(back);
                    return back;
                },
                world -> {},
                end -> {
                    assertThat(end.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
                    var report = end.world().report(end.second().deploymentId());
                    assertThat(report.serving()).isEqualTo("2");
                    assertThat(report.lostSince()).isNull();
                    assertThat(end.world().gateway.holds(Plan.API)).isFalse();
                    assertThat(end.world().backups.data).containsEntry("shop-store", "of 2");
                });
    }

    private static void keep(World world) {
        if (world.isSwitched()) {
            world.keepLatest();
        }
    }

    @Test
    void leavesTimeForTheKeepAfterARestart() {
        try (var world = new World(Duration.ofSeconds(20))) {
            var request = Plan.release("1", 1, Duration.ofMillis(400), Duration.ZERO, RestorePolicy.NEVER);
            world.ask(request);
            world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
            world.restart();
            var report = world.await(
                    request.deploymentId(),
                    it -> it.confirmBy() != null
                            && it.confirmBy().isAfter(Instant.now().plusSeconds(10)));
            assertThat(report.phase()).isEqualTo(Phase.SWITCHED);
            world.ask(Plan.keep(request));
            assertThat(world.awaitEnd(request.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        }
    }

    @Test
    void goesBackAfterARestartWhenNobodyConfirmsThen() {
        try (var world = new World(Duration.ofMillis(50))) {
            var request = Plan.release("1", 1, Duration.ofMillis(300), Duration.ZERO, RestorePolicy.NEVER);
            world.ask(request);
            world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
            world.restart();
            assertThat(world.awaitEnd(request.deploymentId()).phase()).isEqualTo(Phase.ROLLED_BACK);
        }
    }
}
