package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.release.ReleaseView.TagView;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.TagFailed;
import ai.kaleem.release.common.contract.ReleaseEvent.Tagged;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commit of what has succeeded gets the tag of its version, where the plan says so. */
class TaggingStoryTests {

    private final World world = new World();

    private static ResolvedPlan tagged(String version) {
        return Plans.plan(version, List.of(Plans.gate("lint")), List.of()).withTag("v" + version);
    }

    @Test
    void isAskedForOnceTheReleaseHasSucceededAndNotBefore() {
        var placed = world.request(tagged("1.4.0"));
        world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(placed, Phase.SWITCHED));
        world.facts.hear(world.agent(placed, Phase.KEPT));
        assertThat(asked()).isEmpty();

        world.facts.hear(world.agent(placed, Phase.SUCCEEDED));
        world.facts.hear(world.agent(placed, Phase.SUCCEEDED));

        assertThat(asked()).singleElement().satisfies(it -> {
            var tag = it.gates().getFirst().gitTag();
            assertThat(tag.name()).isEqualTo("v1.4.0");
            assertThat(tag.commit()).isEqualTo("c0ffee".repeat(6) + "c0ff");
            assertThat(tag.message()).isEqualTo("kaleem 1.4.0\n\n- feat: products in two languages");
        });
        assertThat(world.release(placed).view().tag()).isEqualTo(new TagView("v1.4.0", TagView.State.PENDING, null));
    }

    @Test
    void itIsToldOnceWhenItIsThere() {
        var placed = world.live(tagged("1.4.0"));
        world.facts.hear(world.gates(placed, GatePhase.SETTLED, Verdict.RUNNING));
        world.facts.hear(world.gates(placed, GatePhase.SETTLED, Verdict.PASSED));
        world.facts.hear(world.gates(placed, GatePhase.SETTLED, Verdict.PASSED));

        assertThat(story(placed)).filteredOn(Tagged.class::isInstance).hasSize(1);
        assertThat(world.release(placed).view().tag()).isEqualTo(new TagView("v1.4.0", TagView.State.TAGGED, "done"));
    }

    @Test
    void aReleaseStandsWithoutItsTag() {
        var placed = world.live(tagged("1.4.0"));
        world.facts.hear(world.gates(placed, GatePhase.SETTLED, Verdict.FAILED));

        assertThat(world.state(placed)).isEqualTo(SUCCEEDED);
        assertThat(world.deployment(placed).next()).startsWith("Nothing to do");
        assertThat(story(placed)).filteredOn(TagFailed.class::isInstance).hasSize(1);
        assertThat(world.release(placed).view().tag())
                .isEqualTo(new TagView("v1.4.0", TagView.State.FAILED, "lint failed: exit 1"));
    }

    @Test
    void aRollbackToItAsksForNoTag() {
        world.live(tagged("1.4.0"));
        world.live(tagged("1.5.0"));
        var before = asked().size();
        var back = world.rollBack("1.4.0");
        world.facts.hear(world.agent(back, Phase.SWITCHED));
        world.facts.hear(world.agent(back, Phase.SUCCEEDED));

        assertThat(world.state(back)).isEqualTo(SUCCEEDED);
        assertThat(asked()).hasSize(before);
    }

    @Test
    void nobodyAsksWhereThePlanWantsNone() {
        var placed = world.live(tagged("1.4.0").withTag(null));

        assertThat(asked()).isEmpty();
        assertThat(world.release(placed).view().tag()).isNull();
    }

    private List<GatesRequested> asked() {
        return world.releases.asked().stream()
                .filter(GatesRequested.class::isInstance)
                .map(GatesRequested.class::cast)
                .filter(it -> it.phase() == GatePhase.SETTLED)
                .toList();
    }

    private List<ReleaseEvent> story(Placed placed) {
        return world.release(placed).story().stream().map(Entry::event).toList();
    }
}
