package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Decisions;
import ai.kaleem.release.api.plan.ManualChecks;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.release.Checklist.Item;
import ai.kaleem.release.api.release.DecideRelease.Word;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checklist of a release says what is done, by what happened. */
class ChecklistStoryTests {

    private final World world = new World();

    private static ResolvedPlan guarded(String version) {
        return Plans.plan(version, List.of(Plans.gate("lint")), List.of(Plans.gate("health")))
                .withDecisions(new Decisions(1, Duration.ofHours(8), false))
                .withManual(new ManualChecks(List.of("Authentication")));
    }

    @Test
    void isTickedByWhatHappensAndByNothingElse() {
        world.live(Plans.bare("1.3.0"));
        var placed = world.request(guarded("1.4.0"));
        assertThat(items(placed))
                .extracting(Item::id, Item::done)
                .containsExactly(
                        tuple("reviewed", false),
                        tuple("tests-pass", false),
                        tuple("image-pushed", null),
                        tuple("deployed", false),
                        tuple("healthy", false),
                        tuple("manual-testing", false),
                        tuple("rollback-ready", true));

        world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.PASSED));
        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("salma"), null, null, null));
        world.facts.hear(world.agent(placed, Phase.SWITCHED));
        world.facts.hear(world.gates(placed, GatePhase.AFTER, Verdict.PASSED));
        new SignCheck(world.releases, world.changes, world.clock)
                .sign(placed.releaseId(), new SignCheck.Found("authentication", true, null, null), new Caller("omar"));

        assertThat(items(placed))
                .extracting(Item::id, Item::done)
                .containsExactly(
                        tuple("reviewed", true),
                        tuple("tests-pass", true),
                        tuple("image-pushed", null),
                        tuple("deployed", true),
                        tuple("healthy", true),
                        tuple("manual-testing", true),
                        tuple("rollback-ready", true));
        assertThat(why(placed, "reviewed")).isEqualTo("Approved by salma");
        assertThat(why(placed, "tests-pass")).isEqualTo("1 gates passed: lint");
        assertThat(why(placed, "rollback-ready")).isEqualTo("1.3.0 is there to go back to");
    }

    @Test
    void saysWhatIsMissing() {
        var placed = world.request(guarded("1.4.0"));
        world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.FAILED));

        assertThat(why(placed, "reviewed")).isEqualTo("0 of 1 approvals are there");
        assertThat(why(placed, "tests-pass")).isEqualTo("lint failed: exit 1");
        assertThat(why(placed, "deployed")).isEqualTo("It is REJECTED in production");
        assertThat(why(placed, "manual-testing")).isEqualTo("Nobody signed yet: Authentication");
        assertThat(why(placed, "rollback-ready")).isEqualTo("Nothing served production before");
    }

    @Test
    void whatThePlanDoesNotAskForIsNoTask() {
        var placed = world.live(Plans.bare("1.4.0"));

        assertThat(items(placed))
                .filteredOn(it -> it.done() == null)
                .extracting(Item::id)
                .contains("reviewed", "tests-pass", "healthy", "manual-testing");
    }

    @Test
    void isOfOneEnvironment() {
        var placed = world.live(Plans.bare("1.4.0"));

        assertThat(Checklist.of(world.release(placed), "production").environment())
                .isEqualTo("production");
        assertThatThrownBy(() -> Checklist.of(world.release(placed), "staging")).isInstanceOf(EnvironmentMissing.class);
    }

    private List<Item> items(Placed placed) {
        return Checklist.of(world.release(placed), null).items();
    }

    private String why(Placed placed, String id) {
        return items(placed).stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow()
                .why();
    }
}
