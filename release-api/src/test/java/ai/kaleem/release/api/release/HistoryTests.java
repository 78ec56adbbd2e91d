package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.plan.Decisions;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent.AgentHeard;
import ai.kaleem.release.common.contract.ReleaseEvent.AgentSilent;
import ai.kaleem.release.common.contract.ReleaseEvent.ApprovalAwaited;
import ai.kaleem.release.common.contract.ReleaseEvent.GateFinished;
import ai.kaleem.release.common.contract.ReleaseEvent.StepFinished;
import ai.kaleem.release.common.contract.ReleaseEvent.TurnAwaited;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to messages on their way, a release ends as it would have: doubled, lost, late, in any order, with a
 * restart at any time. And whatever people and deadlines do in between, there is one outcome, which store, messages and agent
 * agree on. A history that shows otherwise is printed as short as it can be told, with its seed;
 * {@code -Dhistory.seed=N} tells that one alone.
 */
class HistoryTests {

    private static final int SOME = 2_000;
    private static final int MANY = 100_000;

    @Test
    void undisturbedReleasesEndAsTheyWould() {
        tell(SOME, false, HistoryTests::endsAsItWould);
    }

    @Test
    void whateverPeopleAndDeadlinesDoThereIsOneOutcome() {
        tell(SOME, true, HistoryTests::hasOneOutcome);
    }

    @Test
    @Tag("long")
    void undisturbedReleasesEndAsTheyWouldAHundredThousandTimes() {
        tell(MANY, false, HistoryTests::endsAsItWould);
    }

    @Test
    @Tag("long")
    void whateverPeopleAndDeadlinesDoThereIsOneOutcomeAHundredThousandTimes() {
        tell(MANY, true, HistoryTests::hasOneOutcome);
    }

    private static void tell(int howMany, boolean interfering, Consumer<History> holds) {
        var one = Long.getLong("history.seed");
        for (long seed = one == null ? 0 : one; seed < (one == null ? howMany : one + 1); seed++) {
            var random = new Random(seed);
            var fates = new ArrayList<Fate>();
            for (var i = 1 + random.nextInt(4); i > 0; i--) {
                fates.add(Fate.of(random));
            }
            var moves = Move.some(random, 20 + random.nextInt(100), interfering);
            var decisions = interfering
                    ? new Decisions(random.nextInt(3), Duration.ofMinutes(30), random.nextBoolean())
                    : Decisions.NONE;
            var fault = fault(fates, decisions, moves, holds);
            if (fault != null) {
                var shortest = shortest(fates, decisions, moves, holds);
                throw new AssertionError(
                        "seed %d (-Dhistory.seed=%d), fates %s, %s, told as short as it can be: %s"
                                .formatted(seed, seed, fates, decisions, shortest),
                        fault(fates, decisions, shortest, holds));
            }
        }
    }

    private static Throwable fault(List<Fate> fates, Decisions decisions, List<Move> moves, Consumer<History> holds) {
        try {
            var history = new History(fates, decisions);
            history.tell(moves);
            history.calmsDown();
            holds.accept(history);
            return null;
        } catch (RuntimeException | AssertionError fault) {
            return fault;
        }
    }

    /** Leaves out whatever the fault does not need. */
    private static List<Move> shortest(
            List<Fate> fates, Decisions decisions, List<Move> moves, Consumer<History> holds) {
        var kept = new ArrayList<>(moves);
        for (var chunk = Math.max(1, kept.size() / 2); chunk > 0; chunk /= 2) {
            for (var from = 0; from + chunk <= kept.size(); ) {
                var without = new ArrayList<>(kept);
                without.subList(from, from + chunk).clear();
                if (fault(fates, decisions, without, holds) != null) {
                    kept = without;
                } else {
                    from += chunk;
                }
            }
        }
        return kept;
    }

    private static void endsAsItWould(History history) {
        hasOneOutcome(history);
        for (var release : history.placed) {
            assertThat(history.state(release))
                    .isEqualTo(history.fate(release.deploymentId()).end());
        }
    }

    private static void hasOneOutcome(History history) {
        var world = history.world;
        assertThat(world.environments.held()).as("held turns").isEmpty();
        assertThat(world.releases.open()).as("unfinished deployments").isEmpty();
        var failed = false;
        var epochs = new HashSet<Long>();
        for (var it : Set.copyOf(history.placed)) {
            var end = history.state(it);
            assertThat(end.isEnd()).as("%s is %s", it, end).isTrue();
            var requests = Set.copyOf(world.asked(DeploymentRequested.class, it));
            assertThat(requests).as("what was asked for %s", it).hasSizeLessThanOrEqualTo(1);
            requests.forEach(request -> assertThat(epochs.add(request.epoch()))
                    .as("epoch of %s", request)
                    .isTrue());
            agrees(history, it.deploymentId(), end);
            failed |= end == DeploymentState.ROLLBACK_FAILED;
        }
        storyIsToldOnce(world);
        if (!failed && history.givenUp().isEmpty()) {
            assertThat(history.agent.serving())
                    .as("what serves")
                    .isEqualTo(world.environments
                            .find("kaleem", "production")
                            .flatMap(it -> it.current())
                            .map(Good::version)
                            .orElse(null));
        }
    }

    private static void agrees(History history, DeploymentId id, DeploymentState end) {
        if (history.givenUp().contains(id)) {
            assertThat(end).isEqualTo(DeploymentState.CANCELLED);
            return;
        }
        var job = history.agent.job(id);
        if (job.isEmpty()) {
            assertThat(end).isIn(DeploymentState.REJECTED, DeploymentState.CANCELLED, DeploymentState.FAILED);
            return;
        }
        var rollback = job.get().request.kind() == DeploymentRequested.Kind.ROLLBACK;
        var agreed = switch (job.get().phase) {
            case SUCCEEDED ->
                rollback
                        ? List.of(DeploymentState.SUCCEEDED, DeploymentState.ROLLBACK_FAILED, DeploymentState.CANCELLED)
                        : List.of(DeploymentState.SUCCEEDED);
            case FAILED, REFUSED ->
                List.of(rollback ? DeploymentState.ROLLBACK_FAILED : DeploymentState.FAILED, DeploymentState.CANCELLED);
            case CANCELLED -> List.of(DeploymentState.CANCELLED);
            case ROLLED_BACK -> List.of(DeploymentState.ROLLED_BACK);
            case ROLLBACK_FAILED -> List.of(DeploymentState.ROLLBACK_FAILED);
            case ACCEPTED, RUNNING, SWITCHED, KEPT, TURNING_BACK -> List.<DeploymentState>of();
        };
        assertThat(agreed)
                .as("%s of agent's %s, asked of it %s", end, job.get().phase, job.get().request)
                .contains(end);
    }

    /** Numbered without a gap, as it is stored, and nothing of a deployment moves after its end. */
    private static void storyIsToldOnce(World world) {
        var stories = new HashMap<Object, List<Told>>();
        world.releases
                .told()
                .forEach(it -> stories.computeIfAbsent(it.releaseId(), id -> new ArrayList<>())
                        .add(it));
        stories.forEach((id, told) -> {
            assertThat(told)
                    .extracting(Told::number)
                    .isEqualTo(LongStream.rangeClosed(1, told.size()).boxed().toList());
            assertThat(told.stream().map(HistoryTests::news).filter(it -> !it.isEmpty()))
                    .as("what is told of %s", id)
                    .doesNotHaveDuplicates();
            var ends = new HashMap<DeploymentId, DeploymentState>();
            told.forEach(it -> {
                var state = it.standing().state();
                var before = ends.get(it.event().deploymentId());
                assertThat(before == null || before == state)
                        .as("told of %s after its end", it)
                        .isTrue();
                if (state.isEnd()) {
                    ends.put(it.event().deploymentId(), state);
                }
            });
            var release = world.releases.get(told.getFirst().releaseId());
            assertThat(release.story())
                    .extracting(Entry::event)
                    .isEqualTo(told.stream().map(Told::event).toList());
            release.deployments().forEach(it -> assertThat(ends.get(it.id())).isEqualTo(it.state()));
        });
    }

    /** What a listener hears once at most; empty for what may happen again. */
    private static String news(Told told) {
        var what = switch (told.event()) {
            case AgentSilent silent -> "";
            case AgentHeard heard -> "";
            case ApprovalAwaited it -> it.missing() + " approvals missing";
            case TurnAwaited waits -> "waits for " + waits.holder();
            case GateFinished finished ->
                finished.phase() + " " + finished.gate().name();
            // A step that is run again ends again, at another time.
            case StepFinished finished ->
                finished.step().name() + " " + finished.step().finishedAt();
            default -> told.type();
        };
        return what.isEmpty() ? what : told.event().deploymentId() + " " + what;
    }
}
