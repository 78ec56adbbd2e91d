package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.ReleaseEvent.Promoted;
import ai.kaleem.release.common.contract.ReleaseEvent.PromotionAwaited;
import ai.kaleem.release.common.contract.Request.PromotionRequested;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A canary waits for a person, and a person lets it go on: asked once, told with who and when, and heard for sure. */
class PromotionTests {

    private final World world = new World();
    private Placed release;

    @BeforeEach
    void requested() {
        world.live(Plans.bare("1.3.0"));
        release = world.request(Plans.bare("1.4.0"));
    }

    private void promote(Integer step) {
        world.promoteRelease.promote(release.releaseId(), null, step, new Caller("salma"));
    }

    private ReleaseView.PauseView pause() {
        return world.release(release).view().deployments().getLast().pause();
    }

    private void refused(Integer step, String why) {
        assertThatThrownBy(() -> promote(step))
                .isInstanceOf(NothingToPromote.class)
                .hasMessageContaining(why);
    }

    private void aMinuteLater() {
        world.passes(Duration.ofSeconds(61));
        world.beat();
        world.sweep().sweep();
    }

    @Test
    void tellsOnceThatItWaitsAndWhatToDo() {
        world.facts.hear(world.pauses(release, 2, null));
        world.facts.hear(world.pauses(release, 2, null));

        assertThat(world.state(release)).isEqualTo(DEPLOYING);
        assertThat(world.releases.toldKinds()).containsOnlyOnce(PromotionAwaited.class);
        assertThat(world.deployment(release).next())
                .startsWith("Look at 1.4.0, which some of the visitors have, then let it go on with POST http://")
                .contains(release.releaseId() + "/promote")
                .contains("By itself it goes back at ");
        assertThat(pause()).returns(2, ReleaseView.PauseView::step).returns(null, ReleaseView.PauseView::promotedBy);
    }

    @Test
    void asksTheAgentOnceAndSaysWhoAndWhen() {
        world.facts.hear(world.pauses(release, 2, null));
        promote(null);
        promote(null);
        promote(2);

        assertThat(world.asked(PromotionRequested.class, release))
                .singleElement()
                .returns(2, PromotionRequested::step)
                .returns("salma", PromotionRequested::requestedBy)
                .returns(world.deployment(release).epoch(), PromotionRequested::epoch);
        assertThat(world.releases.toldKinds()).containsOnlyOnce(Promoted.class);
        assertThat(pause())
                .returns("salma", ReleaseView.PauseView::promotedBy)
                .returns(world.clock.instant(), ReleaseView.PauseView::promotedAt)
                .returns(null, ReleaseView.PauseView::endedAt);
        assertThat(world.deployment(release).next()).contains("salma let step 2 of its canary go on");

        world.facts.hear(world.pauses(release, 2, "salma"));
        assertThat(pause().endedAt()).isNotNull();
    }

    @Test
    void asksAgainUntilTheAgentHasHeard() {
        world.facts.hear(world.pauses(release, 2, null));
        promote(null);
        aMinuteLater();
        assertThat(world.asked(PromotionRequested.class, release)).hasSize(2);

        world.facts.hear(world.pauses(release, 2, "salma"));
        aMinuteLater();
        assertThat(world.asked(PromotionRequested.class, release)).hasSize(2);
    }

    @Test
    void aWordForOnePauseIsNoneForTheNext() {
        world.facts.hear(world.pauses(release, 2, null));
        promote(2);
        world.facts.hear(world.pauses(release, 4, null));
        // A repeat after a time-out says the step that it meant.
        promote(2);
        assertThat(world.asked(PromotionRequested.class, release)).hasSize(1);
        assertThat(pause()).returns(4, ReleaseView.PauseView::step).returns(null, ReleaseView.PauseView::promotedBy);

        refused(3, "Step 3 of its canary does not wait for a person; step 4 does");
        promote(4);
        assertThat(world.asked(PromotionRequested.class, release)).hasSize(2);
        assertThat(world.releases.toldKinds())
                .filteredOn(PromotionAwaited.class::equals)
                .hasSize(2);
    }

    @Test
    void refusesWithAReasonWhereNothingWaits() {
        refused(null, "1.4.0 waits for nobody: no step of a canary says 'pause'");
        world.facts.hear(world.agent(release, Phase.SWITCHED));
        refused(null, "1.4.0 has all the traffic of production already");
        world.facts.hear(world.agent(release, Phase.ROLLED_BACK));
        refused(null, "It is ROLLED_BACK already");
    }

    @Test
    void refusesWhatHasNoTrafficYet() {
        release = world.request(Plans.guarded("1.5.0"));
        refused(null, "1.5.0 has no traffic yet: it is CHECKING");
    }

    @Test
    void refusesWhatIsBeingCalledOff() {
        world.facts.hear(world.pauses(release, 2, null));
        world.cancelRelease.cancel(release.releaseId(), null, new Caller("omar"), "the wrong branch");
        refused(null, "1.4.0 is being called off, as omar asked");
        assertThat(world.asked(PromotionRequested.class, release)).isEmpty();
    }

    @Test
    void refusesWhatIsOnItsWayBack() {
        world.facts.hear(world.pauses(release, 2, null));
        world.facts.hear(world.goesBackFromItsCanary(release));
        refused(null, "1.4.0 is on its way back: canary: api errors: over the limit");
    }

    @Test
    void aLostFactOfAPauseThatIsOverIsNoNews() {
        world.facts.hear(world.pauses(release, 2, "salma"));
        assertThat(world.releases.toldKinds()).doesNotContain(PromotionAwaited.class);
        refused(null, "waits for nobody");
    }
}
