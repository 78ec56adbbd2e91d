package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Facts doubled, lost and shuffled lead to the same end, as long as the last word of each source arrives. A failure names
 * its seed.
 */
class FactOrderTests {

    private static final int HISTORIES = 2_000;

    private record History(String name, DeploymentState end, int keeps, int rollbacks, List<Object> words) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<History> histories() {
        return List.of(
                new History(
                        "good",
                        DeploymentState.SUCCEEDED,
                        1,
                        0,
                        List.of(
                                Verdict.RUNNING,
                                Verdict.PASSED,
                                Phase.ACCEPTED,
                                Phase.RUNNING,
                                Phase.SWITCHED,
                                Phase.KEPT,
                                Phase.SUCCEEDED)),
                new History(
                        "taken back",
                        DeploymentState.ROLLED_BACK,
                        0,
                        0,
                        List.of(
                                Verdict.RUNNING,
                                Verdict.PASSED,
                                Phase.ACCEPTED,
                                Phase.SWITCHED,
                                Phase.TURNING_BACK,
                                Phase.ROLLED_BACK)),
                new History(
                        "never healthy",
                        DeploymentState.FAILED,
                        0,
                        0,
                        List.of(Verdict.PASSED, Phase.ACCEPTED, Phase.RUNNING, Phase.TURNING_BACK, Phase.FAILED)),
                new History("rejected", DeploymentState.REJECTED, 0, 0, List.of(Verdict.RUNNING, Verdict.FAILED)));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void endTheSameWhateverHappensToFactsOnTheirWay(History history) {
        for (var seed = 0; seed < HISTORIES; seed++) {
            tell(history, new Random(seed), "seed " + seed);
        }
    }

    private void tell(History history, Random random, String seed) {
        var world = new World();
        var release = world.request(Plans.plan("1.4.0", List.of(Plans.gate("lint")), List.of()));
        var facts = history.words().stream().map(it -> fact(world, release, it)).toList();
        var gates = facts.stream().filter(GateReport.class::isInstance).toList();
        var agent = facts.stream().filter(AgentReport.class::isInstance).toList();

        // gate-service speaks before the agent is asked; within each source anything may happen to a fact but the last.
        mix(gates, random).forEach(it -> hear(world, it));
        var late = new ArrayList<>(mix(agent, random));
        late.addAll(random.nextBoolean() ? mix(gates, random) : List.of());
        Collections.shuffle(late, random);
        if (!agent.isEmpty()) {
            late.add(agent.getLast());
        }
        late.forEach(it -> hear(world, it));

        assertThat(world.state(release)).as(seed).isEqualTo(history.end());
        assertThat(world.environments.held()).as(seed).isEmpty();
        assertThat(world.asked(DeploymentRequested.class, release)).as(seed).hasSize(agent.isEmpty() ? 0 : 1);
        assertThat(world.asked(KeepRequested.class, release)).as(seed).hasSizeLessThanOrEqualTo(1);
        assertThat(world.asked(RollbackRequested.class, release)).as(seed).isEmpty();
        var story = world.release(release).story();
        assertThat(story)
                .as(seed)
                .extracting("number")
                .isEqualTo(LongStream.rangeClosed(1, story.size()).boxed().toList());
    }

    /** Some lost, some doubled, all shuffled; the last always among them. */
    private static List<Object> mix(List<Object> facts, Random random) {
        var mixed = new ArrayList<>();
        for (var fact : facts) {
            for (var times = random.nextInt(3); times > 0; times--) {
                mixed.add(fact);
            }
        }
        if (!facts.isEmpty()) {
            mixed.add(facts.getLast());
        }
        Collections.shuffle(mixed, random);
        return mixed;
    }

    private static Object fact(World world, Placed release, Object word) {
        return switch (word) {
            case Verdict it -> world.gates(release, GatePhase.BEFORE, it);
            case Phase it -> world.agent(release, it);
            default -> throw new IllegalArgumentException(word.toString());
        };
    }

    private static void hear(World world, Object fact) {
        Consumer<AgentReport> agent = world.facts::hear;
        if (fact instanceof AgentReport report) {
            agent.accept(report);
        } else {
            world.facts.hear((GateReport) fact);
        }
    }
}
