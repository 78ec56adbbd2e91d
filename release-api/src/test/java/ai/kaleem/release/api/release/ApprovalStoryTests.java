package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Decisions;
import ai.kaleem.release.api.release.DecideRelease.Word;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseEvent.ApprovalAwaited;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** People decide before anything is touched. */
class ApprovalStoryTests {

    private final World world = new World();

    private Placed checked(int approvals) {
        var plan = Plans.guarded("1.4.0");
        var placed = world.request(plan.withDecisions(new Decisions(approvals, Duration.ofHours(8), false)));
        world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.PASSED));
        return placed;
    }

    @Test
    void waitsForAsManyAsThePlanWants() {
        var placed = checked(2);
        assertThat(world.state(placed)).isEqualTo(AWAITING_APPROVAL);
        assertThat(world.deployment(placed).reason()).isEqualTo("2 more approvals are needed");

        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("salma"), "tried it", null, null));
        assertThat(world.state(placed)).isEqualTo(AWAITING_APPROVAL);
        assertThat(world.deployment(placed).reason()).isEqualTo("1 more approval is needed");
        assertThat(world.asked(DeploymentRequested.class, placed)).isEmpty();

        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("omar"), null, null, null));
        assertThat(world.state(placed)).isEqualTo(DEPLOYING);
        assertThat(world.asked(DeploymentRequested.class, placed)).hasSize(1);
        assertThat(world.release(placed).view().deployments().getFirst().approval())
                .satisfies(it -> assertThat(it.needed()).isEqualTo(2))
                .satisfies(it -> assertThat(it.until()).isNull())
                .satisfies(it -> assertThat(it.given())
                        .extracting(Approval::by, Approval::fingerprint)
                        .containsExactly(tuple("salma", it.fingerprint()), tuple("omar", it.fingerprint())));
    }

    @Test
    void aPersonCountsOnce() {
        var placed = checked(2);

        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("salma"), null, null, null));
        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("salma"), "again", null, null));

        assertThat(world.state(placed)).isEqualTo(AWAITING_APPROVAL);
        assertThat(world.release(placed).story())
                .extracting(Entry::event)
                .filteredOn(ApprovalAwaited.class::isInstance)
                .hasSize(2);
    }

    @Test
    void theAnswerIsTheSameWhereAnApprovalIsSentAgainAfterwards() {
        var placed = checked(1);

        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("salma"), null, null, null));
        var again = world.decideRelease.approve(placed.releaseId(), new Word(new Caller("salma"), null, null, null));

        assertThat(again.revision()).isEqualTo(world.release(placed).revision());
        assertThat(world.asked(DeploymentRequested.class, placed)).hasSize(1);
    }

    @Test
    void whoAskedForItDoesNotApproveItButMayDeclineIt() {
        var placed = checked(1);

        assertThatThrownBy(() ->
                        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("ci"), null, null, null)))
                .isInstanceOf(OwnRelease.class)
                .hasMessageStartingWith("ci asked for this release; somebody else");
        assertThat(world.state(placed)).isEqualTo(AWAITING_APPROVAL);

        world.decideRelease.decline(
                placed.releaseId(), new Word(new Caller("ci"), null, null, null), "asked for it by mistake");
        assertThat(world.state(placed)).isEqualTo(REJECTED);
    }

    @Test
    void oneNoEndsIt() {
        var placed = checked(2);
        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("salma"), null, null, null));

        world.decideRelease.decline(
                placed.releaseId(), new Word(new Caller("omar"), null, null, null), "not on a Friday");

        assertThat(world.state(placed)).isEqualTo(REJECTED);
        assertThat(world.deployment(placed).reason()).isEqualTo("Declined by omar: not on a Friday");
        assertThat(world.deployment(placed).next()).contains("Talk to omar");
        assertThatThrownBy(() ->
                        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("hoda"), null, null, null)))
                .isInstanceOf(NothingToApprove.class)
                .hasMessage("It is REJECTED already; there is nothing to decide. Declined by omar: not on a Friday");
    }

    @Test
    void nothingIsDecidedBeforeItIsCheckedNorWhenItIsUnderWay() {
        var plan = Plans.guarded("1.4.0");
        var placed = world.request(plan.withDecisions(new Decisions(1, Duration.ofHours(8), false)));
        assertThatThrownBy(() -> world.decideRelease.approve(
                        placed.releaseId(), new Word(new Caller("salma"), null, null, null)))
                .isInstanceOf(NothingToApprove.class)
                .hasMessageContaining("still being checked");

        world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.PASSED));
        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("salma"), null, null, null));
        assertThatThrownBy(() -> world.decideRelease.decline(
                        placed.releaseId(), new Word(new Caller("omar"), null, null, null), "no"))
                .isInstanceOf(NothingToApprove.class)
                .hasMessage("It is DEPLOYING: it waits for no approval");
    }

    @Test
    void isDeclinedByItselfWhereNobodyApprovesInTime() {
        var placed = checked(1);

        world.passes(Duration.ofHours(8).plusSeconds(1));
        world.sweep().sweep();

        assertThat(world.state(placed)).isEqualTo(REJECTED);
        assertThat(world.deployment(placed).reason()).contains("too few people approved it within 480 min");
        assertThat(world.deployment(placed).next()).contains("when there is somebody to approve it");
    }

    @Test
    void whatAPersonDidNotLookAtIsNotDecided() {
        var placed = checked(1);
        var seen =
                world.release(placed).view().deployments().getFirst().approval().fingerprint();

        assertThatThrownBy(() -> world.decideRelease.approve(
                        placed.releaseId(), new Word(new Caller("salma"), null, null, "ab".repeat(32))))
                .isInstanceOf(NothingToApprove.class)
                .hasMessageContaining("is not what you looked at");
        world.decideRelease.approve(placed.releaseId(), new Word(new Caller("salma"), null, null, seen));

        assertThat(world.state(placed)).isEqualTo(DEPLOYING);
    }

    @Test
    void aRollbackAsksNobody() {
        var good = checked(1);
        world.decideRelease.approve(good.releaseId(), new Word(new Caller("salma"), null, null, null));
        world.facts.hear(world.agent(good, Phase.SWITCHED));
        world.facts.hear(world.gates(good, GatePhase.AFTER, Verdict.PASSED));
        world.facts.hear(world.agent(good, Phase.KEPT));
        world.facts.hear(world.agent(good, Phase.SUCCEEDED));
        world.live(Plans.bare("1.5.0"));

        assertThat(world.state(world.rollBack(null))).isEqualTo(DEPLOYING);
    }
}
