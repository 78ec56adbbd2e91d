package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Decisions;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.release.DecideRelease.Word;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A newer release takes the place of one that still waits, where the plan says so. */
class SupersedeStoryTests {

    private static final Decisions NEWEST = new Decisions(1, Duration.ofHours(8), true);

    private final World world = new World();

    private static ResolvedPlan newest(String version) {
        return Plans.guarded(version).withDecisions(NEWEST);
    }

    private Placed awaiting(String version) {
        var placed = world.request(newest(version));
        world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.PASSED));
        return placed;
    }

    @Test
    void whatIsCheckedOrWaitsForApprovalGoes() {
        var awaiting = awaiting("1.4.0");
        var checked = world.request(newest("1.5.0"));
        assertThat(world.state(awaiting)).isEqualTo(CANCELLED);

        var newer = world.request(newest("1.6.0"));

        assertThat(world.state(checked)).isEqualTo(CANCELLED);
        assertThat(world.deployment(checked).reason())
                .isEqualTo("Cancelled by policy: superseded by 1.6.0, which was asked for later");
        assertThat(world.state(newer)).isEqualTo(CHECKING);
    }

    @Test
    void whatWaitsForItsTurnGoesAndTheHolderStays() {
        var holder = awaiting("1.4.0");
        world.decideRelease.approve(holder.releaseId(), new Word(new Caller("salma"), null, null, null));
        var waiting = awaiting("1.5.0");
        world.decideRelease.approve(waiting.releaseId(), new Word(new Caller("salma"), null, null, null));
        assertThat(world.state(waiting)).isEqualTo(WAITING);

        var newer = awaiting("1.6.0");
        world.decideRelease.approve(newer.releaseId(), new Word(new Caller("salma"), null, null, null));

        assertThat(world.state(holder)).isEqualTo(DEPLOYING);
        assertThat(world.state(waiting)).isEqualTo(CANCELLED);
        world.facts.hear(world.agent(holder, Phase.FAILED));
        assertThat(world.state(newer)).isEqualTo(DEPLOYING);
        assertThat(world.asked(DeploymentRequested.class, waiting)).isEmpty();
    }

    @Test
    void nobodyGoesWhereThePlanDoesNotSaySo() {
        var older = world.request(Plans.guarded("1.4.0"));
        world.request(Plans.guarded("1.5.0"));

        assertThat(world.state(older)).isEqualTo(CHECKING);
    }

    @Test
    void aHotfixGivesWayOnlyToAHotfix() {
        var hotfix = hotfix("1.3.1");
        world.request(newest("1.5.0"));
        assertThat(world.state(hotfix)).isEqualTo(CHECKING);

        hotfix("1.3.2");
        assertThat(world.state(hotfix)).isEqualTo(CANCELLED);
    }

    private Placed hotfix(String version) {
        return world.requestRelease.request(
                new NewRelease(ReleaseId.next(), newest(version), ReleaseType.HOTFIX, false, "ci", "orders fail"));
    }

    @Test
    void anApprovalThatComesAfterwardsIsRefusedWithTheReason() {
        var older = awaiting("1.4.0");
        awaiting("1.5.0");

        assertThatThrownBy(() ->
                        world.decideRelease.approve(older.releaseId(), new Word(new Caller("salma"), null, null, null)))
                .isInstanceOf(NothingToApprove.class)
                .hasMessageContaining("CANCELLED already")
                .hasMessageContaining("superseded by 1.5.0");
    }

    @Test
    void aCrashBeforeTheOlderOneIsEndedIsMadeGoodByTheSweep() {
        var older = awaiting("1.4.0");
        var newer = newest("1.5.0");
        var wanted = new NewRelease(ReleaseId.next(), newer, ReleaseType.REGULAR, false, "ci", "weekly");
        var stored = Release.requested(wanted, "link", null, world.clock.instant(), world.patience);
        var deployment = stored.deployments().getFirst();
        world.releases.open(new Open("kaleem", "production", deployment.id(), stored.id()));
        world.changes.add(stored);
        assertThat(world.state(older)).isEqualTo(AWAITING_APPROVAL);

        world.sweep().sweep();

        assertThat(world.state(older)).isEqualTo(CANCELLED);
    }
}
