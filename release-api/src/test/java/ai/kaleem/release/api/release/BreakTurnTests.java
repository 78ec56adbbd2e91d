package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseEvent.TurnBroken;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An agent that does not come back holds up nobody for ever, and its late word changes nothing. */
class BreakTurnTests {

    private final World world = new World();
    private final BreakTurn turns =
            new BreakTurn(world.releases, world.environments, world.changes, world.turns, world.clock);

    private void giveUp(Placed placed) {
        turns.breakTurn("kaleem", "production", placed.deploymentId(), "salma", "the server is gone");
    }

    @Test
    void endsTheDeploymentAndSaysSinceWhenNothingIsKnown() {
        world.live(Plans.bare("1.3.0"));
        var release = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(release, Phase.RUNNING));
        var heard = world.clock.instant();
        world.passes(Duration.ofMinutes(5));
        world.sweep().sweep();
        var silent = world.release(release).view().deployments().getFirst();
        assertThat(silent.agentSilentSince()).isEqualTo(heard);
        assertThat(silent.unknownSince()).isEqualTo(heard);

        giveUp(release);

        assertThat(world.state(release)).isEqualTo(CANCELLED);
        assertThat(world.deployment(release).reason())
                .isEqualTo("Given up by salma: the server is gone. Agent vps-1 was last heard on it at %s;"
                                .formatted(heard)
                        + " what became of it since is not known.");
        assertThat(world.release(release).view().deployments().getFirst().unknownSince())
                .isEqualTo(heard);
        assertThat(world.releases.told().getLast().event())
                .isInstanceOfSatisfying(
                        TurnBroken.class, it -> assertThat(it.unknownSince()).isEqualTo(heard));
        assertThat(world.environments.held()).isEmpty();
    }

    @Test
    void theNextOneStartsUnderAHigherEpoch() {
        var release = world.request(Plans.bare("1.4.0"));
        var waiting = world.request(Plans.bare("1.5.0"));
        giveUp(release);

        assertThat(world.state(waiting)).isEqualTo(DEPLOYING);
        assertThat(world.asked(DeploymentRequested.class, waiting))
                .singleElement()
                .satisfies(it -> assertThat(it.epoch()).isEqualTo(3));
    }

    @Test
    void whatItsAgentSaysLaterMovesNothing() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));
        giveUp(release);
        var next = world.request(Plans.bare("1.5.0"));
        var toldWithNext = world.releases.told();
        var asked = world.releases.asked();

        for (var phase : Phase.values()) {
            world.facts.hear(world.agent(release, phase));
        }
        world.facts.hear(world.gates(release, GatePhase.AFTER, Verdict.PASSED));
        world.sweep().sweep();

        assertThat(world.state(release)).isEqualTo(CANCELLED);
        assertThat(world.state(next)).isEqualTo(DEPLOYING);
        assertThat(world.releases.told()).isEqualTo(toldWithNext);
        assertThat(world.releases.asked()).isEqualTo(asked);
        assertThat(world.environments.find("kaleem", "production").orElseThrow().current())
                .isEmpty();
    }

    @Test
    void anAgentThatComesBackFindsTheWishToGoBackUnlessItWasVerified() {
        var unverified = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(unverified, Phase.RUNNING));
        giveUp(unverified);
        assertThat(world.asked(RollbackRequested.class, unverified))
                .singleElement()
                .satisfies(it -> assertThat(it.epoch()).isEqualTo(1));

        var kept = world.request(Plans.bare("1.5.0"));
        world.facts.hear(world.agent(kept, Phase.KEPT));
        assertThat(world.state(kept)).isEqualTo(BAKING);
        giveUp(kept);
        assertThat(world.asked(RollbackRequested.class, kept)).isEmpty();
    }

    @Test
    void givesUpWithARollbackWhatItHadPreempted() {
        world.live(Plans.bare("1.3.0"));
        var release = world.request(Plans.bare("1.4.0"));
        var rollback = world.rollBack(null);
        assertThat(world.state(release)).isEqualTo(DEPLOYING);
        giveUp(rollback);

        assertThat(world.state(rollback)).isEqualTo(CANCELLED);
        assertThat(world.state(release)).isEqualTo(CANCELLED);
        assertThat(world.environments.held()).isEmpty();
        world.sweep().sweep();
        assertThat(world.releases.open()).isEmpty();
    }

    @Test
    void onlyWhatAnAgentIsAtWorkOnIsGivenUp() {
        var live = world.live(Plans.bare("1.3.0"));
        world.request(Plans.bare("1.4.0"));
        var waiting = world.request(Plans.bare("1.5.0"));

        assertThatThrownBy(() -> giveUp(live)).isInstanceOf(NotUnderWay.class);
        assertThatThrownBy(() -> giveUp(waiting)).isInstanceOf(NotUnderWay.class);
        assertThatThrownBy(() -> giveUp(new Placed(live.releaseId(), DeploymentId.next())))
                .isInstanceOf(NotUnderWay.class)
                .hasMessageContaining("GET /api/v1/apps/kaleem/environments/production");
    }

    @Test
    void aRollbackGoesToTheAgentThatServesTheEnvironmentNow() {
        world.live(Plans.bare("1.3.0"));
        world.live(Plans.bare("1.4.0"));
        var rollback = world.requestRollback.request(new WantedRollback(
                DeploymentId.next(), "kaleem", "production", "vps-2", null, DataChoice.KEEP, "salma", "vps-1 is gone"));

        assertThat(world.asked(DeploymentRequested.class, rollback))
                .singleElement()
                .satisfies(it -> assertThat(it.agent()).isEqualTo("vps-2"));
    }

    @Test
    void aCrashInTheMiddleIsFinishedByTheSweepOrByAskingAgain() {
        var release = world.request(Plans.bare("1.4.0"));
        var waiting = world.request(Plans.bare("1.5.0"));
        world.environments.fence("kaleem", "production", release.deploymentId());
        giveUp(release);
        assertThat(world.state(waiting)).isEqualTo(DEPLOYING);

        world.environments.fence("kaleem", "production", waiting.deploymentId());
        world.changes.change(
                waiting.releaseId(),
                it -> new GivingUp(it, it.deployment(waiting.deploymentId()).orElseThrow())
                        .giveUp("salma", "gone", world.clock.instant()));
        assertThat(world.environments.held()).hasSize(1);
        world.sweep().sweep();
        assertThat(world.environments.held()).isEmpty();
    }
}
