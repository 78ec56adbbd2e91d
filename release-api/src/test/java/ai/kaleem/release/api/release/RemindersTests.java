package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A request that never arrived is made again. */
class RemindersTests {

    private final World world = new World();

    private void aMinuteLater() {
        world.passes(Duration.ofSeconds(61));
        world.beat();
        world.sweep().sweep();
    }

    @Test
    void anAgentThatNeverHeardOfADeploymentIsAskedForTheSameAgain() {
        var release = world.request(Plans.bare("1.4.0"));
        aMinuteLater();
        aMinuteLater();

        var asked = world.asked(DeploymentRequested.class, release);
        assertThat(asked).hasSize(3);
        assertThat(Set.copyOf(asked)).hasSize(1);
        assertThat(world.asked(ReportRequested.class, release)).isEmpty();

        world.facts.hear(world.agent(release, Phase.REFUSED));
        assertThat(world.state(release)).isEqualTo(FAILED);
    }

    @Test
    void aRollbackIsAskedForAgainWithWhomItAborts() {
        world.live(Plans.bare("1.3.0"));
        var bad = world.request(Plans.bare("1.4.0"));
        var rollback = world.rollBack(null);
        aMinuteLater();

        assertThat(world.asked(DeploymentRequested.class, rollback))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.aborts()).isEqualTo(bad.deploymentId()));
    }

    @Test
    void aReleaseThatIsVerifiedAndNotKeptIsAskedToBeKeptAgain() {
        var release = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(release, Phase.SWITCHED));
        aMinuteLater();

        assertThat(world.state(release)).isEqualTo(VERIFYING);
        assertThat(world.asked(KeepRequested.class, release)).hasSize(2);
        world.facts.hear(world.agent(release, Phase.KEPT));
        aMinuteLater();
        assertThat(world.asked(KeepRequested.class, release)).hasSize(2);
    }

    @Test
    void aReleaseThatIsToGoBackAndDoesNotIsAskedAgain() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(release, Phase.SWITCHED));
        world.facts.hear(world.gates(release, GatePhase.AFTER, Verdict.FAILED));
        aMinuteLater();

        var asked = world.asked(RollbackRequested.class, release);
        assertThat(asked).hasSize(2);
        assertThat(Set.copyOf(asked)).hasSize(1);
        world.facts.hear(world.agent(release, Phase.TURNING_BACK));
        aMinuteLater();
        assertThat(world.asked(RollbackRequested.class, release)).hasSize(2);
    }

    @Test
    void aCancelledReleaseThatGoesOnIsInterruptedAgain() {
        var release = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(release, Phase.RUNNING));
        world.cancelRelease.cancel(release.releaseId(), null, new Caller("salma"), "not today");
        aMinuteLater();

        assertThat(world.asked(RollbackRequested.class, release))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.requestedBy()).isEqualTo("salma"));
    }

    @Test
    void aVerifiedRollbackWaitsForTheAgentAndIsNotCalledUnverified() {
        world.live(Plans.guarded("1.3.0"));
        world.live(Plans.guarded("1.4.0"));
        var rollback = world.rollBack(null);
        world.facts.hear(world.agent(rollback, Phase.SWITCHED));
        world.facts.hear(world.gates(rollback, GatePhase.AFTER, Verdict.PASSED));
        world.passes(Duration.ofMinutes(16));
        aMinuteLater();

        assertThat(world.state(rollback)).isEqualTo(VERIFYING);
        assertThat(world.asked(ReportRequested.class, rollback)).isNotEmpty();
        world.facts.hear(world.agent(rollback, Phase.SUCCEEDED));
        assertThat(world.state(rollback)).isEqualTo(SUCCEEDED);
    }
}
