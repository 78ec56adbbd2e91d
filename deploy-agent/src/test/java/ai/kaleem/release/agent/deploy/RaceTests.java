package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two who want different things at the same moment: one of them gets it, and everybody hears of that one alone. */
class RaceTests {

    private static final long SEED = 20_261_122;
    private static final int MOST_CALLS = 400;

    private final Map<Phase, Integer> outcomes = new EnumMap<>(Phase.class);

    /** The same in the journal, in the facts and on the host. */
    private Phase oneOutcome(World world, DeploymentRequested first, DeploymentRequested second) {
        var end = world.awaitEnd(second.deploymentId());
        var told = world.told(second.deploymentId()).stream()
                .map(it -> it.report())
                .toList();
        var phases = told.stream().map(AgentReport::phase).toList();
        assertThat(told).extracting(AgentReport::revision).isSorted().doesNotHaveDuplicates();
        assertThat(phases.stream().filter(Phase::isEnd).distinct()).containsExactly(end.phase());
        assertThat(told.getLast()).isEqualTo(end);
        var stays = end.phase() == Phase.SUCCEEDED;
        var serves = stays ? second : first;
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(serves, "api"));
        assertThat(world.host.running())
                .containsExactlyInAnyOrder(Plan.container(serves, "api"), Plan.container(serves, "worker"));
        assertThat(end.serving()).isEqualTo(serves.version());
        assertThat(world.journal.transact(it -> it.place(Plan.SHOP)).serving()).isEqualTo(serves.deploymentId());
        if (stays) {
            assertThat(phases).contains(Phase.KEPT).doesNotContain(Phase.TURNING_BACK);
            assertThat(end.reason()).isNull();
        } else {
            assertThat(end.reason()).isNotBlank();
            assertThat(world.host.all()).doesNotContain(Plan.container(second, "api"));
        }
        outcomes.merge(end.phase(), 1, Integer::sum);
        return end.phase();
    }

    private static CompletableFuture<Void> later(long nanos, Runnable ask) {
        return CompletableFuture.runAsync(ask, CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS));
    }

    @Test
    void theKeepAndTheDeadline() {
        var random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            try (var world = new World()) {
                var first = world.serves("1", 1);
                var second = Plan.release("2", 2, Duration.ofMillis(12), Duration.ZERO, RestorePolicy.NEVER);
                world.ask(second);
                world.await(second.deploymentId(), it -> it.phase() != Phase.ACCEPTED && it.phase() != Phase.RUNNING);
                // An answer to a keep that comes late is one more report.
                later(random.nextLong(24_000_000), () -> world.ask(Plan.keep(second)))
                        .join();
                var outcome = oneOutcome(world, first, second);
                assertThat(outcome).isIn(Phase.SUCCEEDED, Phase.ROLLED_BACK);
                // The keep that lost changes nothing, and is answered by what happened.
                world.ask(Plan.keep(second));
                assertThat(world.report(second.deploymentId()).phase()).isEqualTo(outcome);
            }
        }
        assertThat(outcomes).as("outcomes").containsOnlyKeys(Phase.SUCCEEDED, Phase.ROLLED_BACK);
    }

    @Test
    void theKeepAndARollback() {
        var random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            try (var world = new World()) {
                var first = world.serves("1", 1);
                var second = Plan.release("2", 2);
                world.ask(second);
                world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
                var keep = later(random.nextLong(500_000), () -> world.ask(Plan.keep(second)));
                var rollback = later(random.nextLong(500_000), () -> world.ask(Plan.turnBack(second)));
                CompletableFuture.allOf(keep, rollback).join();
                assertThat(oneOutcome(world, first, second)).isIn(Phase.SUCCEEDED, Phase.ROLLED_BACK);
            }
        }
    }

    /** Asked at every single call that the worker makes, before and after it: in each step, the switch among them. */
    @Test
    void aRollbackInTheMiddleOfEachStep() {
        var asked = 0;
        for (int call = 0; call < MOST_CALLS; call++) {
            try (var world = new World()) {
                var first = world.serves("1", 1);
                var second = Plan.release("2", 2);
                world.atCall(call, () -> world.ask(Plan.turnBack(second)));
                world.ask(second);
                // It may have been settled, or have gone back, by the time the keep comes.
                world.await(second.deploymentId(), it -> it.phase() != Phase.ACCEPTED && it.phase() != Phase.RUNNING);
                world.ask(Plan.keep(second));
                var outcome = oneOutcome(world, first, second);
                if (!world.wasAsked()) {
                    assertThat(outcome).isEqualTo(Phase.SUCCEEDED);
                    assertThat(asked).as("calls it was asked at").isGreaterThan(30);
                    assertThat(outcomes.keySet())
                            .containsExactlyInAnyOrder(Phase.CANCELLED, Phase.ROLLED_BACK, Phase.SUCCEEDED);
                    return;
                }
                var told = world.told(second.deploymentId()).stream()
                        .map(it -> it.report().phase())
                        .toList();
                if (outcome == Phase.CANCELLED) {
                    assertThat(told).doesNotContain(Phase.SWITCHED, Phase.KEPT, Phase.TURNING_BACK);
                } else if (outcome == Phase.ROLLED_BACK) {
                    assertThat(told).contains(Phase.TURNING_BACK);
                }
                asked++;
            }
        }
        throw new AssertionError("The story never came to its end within %d calls".formatted(MOST_CALLS));
    }

    /** The same for one that takes the turn: it serves in the end, whatever the other was doing. */
    @Test
    void anEmergencyRollbackInTheMiddleOfEachStep() {
        for (int call = 0; call < MOST_CALLS; call++) {
            try (var world = new World()) {
                var first = world.serves("1", 1);
                var second = Plan.release("2", 2);
                var back = Plan.rollbackTo(first, 3, second.deploymentId(), DataChoice.KEEP);
                world.atCall(call, () -> world.ask(back));
                world.ask(second);
                world.await(second.deploymentId(), it -> it.phase() != Phase.ACCEPTED && it.phase() != Phase.RUNNING);
                world.ask(Plan.keep(second));
                var aborted = world.awaitEnd(second.deploymentId()).phase();
                if (!world.wasAsked()) {
                    return;
                }
                assertThat(aborted).isIn(Phase.CANCELLED, Phase.ROLLED_BACK, Phase.SUCCEEDED);
                var end = world.awaitEnd(back.deploymentId());
                assertThat(end.phase()).as(String.valueOf(end.reason())).isEqualTo(Phase.SUCCEEDED);
                assertThat(end.serving()).isEqualTo("1");
                assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
                assertThat(world.host.running())
                        .containsExactlyInAnyOrder(Plan.container(first, "api"), Plan.container(first, "worker"));
            }
        }
        throw new AssertionError("The story never came to its end within %d calls".formatted(MOST_CALLS));
    }

    @Test
    void twoRollbacksAtOnce() {
        var random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            try (var world = new World()) {
                var first = world.serves("1", 1);
                var second = world.serves("2", 2);
                var one = Plan.rollbackTo(first, 3, null, DataChoice.KEEP);
                var other = Plan.rollbackTo(second, 4, one.deploymentId(), DataChoice.KEEP);
                later(random.nextLong(2_000_000), () -> world.ask(one));
                later(random.nextLong(2_000_000), () -> world.ask(other));
                var ended = Stream.of(one, other)
                        .map(it -> Awaitility.await()
                                .atMost(Duration.ofSeconds(10))
                                .pollInterval(Duration.ofMillis(2))
                                .ignoreExceptions()
                                .until(
                                        () -> world.report(it.deploymentId()),
                                        report -> report.phase().isEnd()))
                        .map(AgentReport::phase)
                        .toList();
                // The higher epoch has the last word; the other ended before, was aborted, or was refused.
                assertThat(ended.getLast()).isEqualTo(Phase.SUCCEEDED);
                assertThat(List.of(Phase.SUCCEEDED, Phase.CANCELLED, Phase.REFUSED))
                        .contains(ended.getFirst());
                assertThat(world.gateway.target(Plan.API)).contains(Plan.container(second, "api"));
                assertThat(world.host.running())
                        .containsExactlyInAnyOrder(Plan.container(second, "api"), Plan.container(second, "worker"));
            }
        }
    }
}
