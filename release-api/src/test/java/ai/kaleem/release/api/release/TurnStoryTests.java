package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One after the other; a rollback before all. */
class TurnStoryTests {

    private final World world = new World();

    @Test
    void theSecondWaitsAndSaysForWhom() {
        var first = world.request(Plans.bare("1.4.0"));
        var second = world.request(Plans.bare("1.5.0"));

        assertThat(world.state(second)).isEqualTo(WAITING);
        assertThat(world.deployment(second).waitsFor()).isEqualTo(first.deploymentId());

        world.facts.hear(world.agent(first, Phase.FAILED));
        assertThat(world.state(second)).isEqualTo(DEPLOYING);
        assertThat(world.asked(DeploymentRequested.class, second))
                .singleElement()
                .satisfies(it -> assertThat(it.epoch()).isEqualTo(2));
    }

    @Test
    void theTurnGoesToWhoWaitedLongest() {
        var first = world.request(Plans.bare("1.4.0"));
        var second = world.request(Plans.bare("1.5.0"));
        var third = world.request(Plans.bare("1.6.0"));
        world.facts.hear(world.agent(first, Phase.FAILED));

        assertThat(world.state(second)).isEqualTo(DEPLOYING);
        assertThat(world.state(third)).isEqualTo(WAITING);
    }

    @Test
    void anotherEnvironmentDoesNotWait() {
        world.request(Plans.bare("1.4.0"));
        var other = world.request(Plans.plan("kaleem", "staging", "1.5.0", List.of(), List.of()));

        assertThat(world.state(other)).isEqualTo(DEPLOYING);
    }

    @Test
    void rollsBackToWhatRanBeforeWithTheImagesThatRanThere() {
        var good = world.live(Plans.bare("1.3.0"));
        world.live(Plans.bare("1.4.0"));

        var rollback = world.rollBack(null);

        assertThat(rollback.releaseId()).isEqualTo(good.releaseId());
        assertThat(world.state(rollback)).isEqualTo(DEPLOYING);
        assertThat(world.asked(DeploymentRequested.class, rollback))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.kind()).isEqualTo(Kind.ROLLBACK);
                    assertThat(it.version()).isEqualTo("1.3.0");
                    assertThat(it.services()).extracting("image").containsExactly(World.RAN.value());
                });
        world.facts.hear(world.agent(rollback, Phase.SUCCEEDED, "1.3.0"));
        assertThat(world.state(rollback)).isEqualTo(SUCCEEDED);
        assertThat(world.releases.told().getLast().standing().releaseType()).isEqualTo("ROLLBACK");
    }

    @Test
    void aRollbackIsVerifiedByTheGatesAfterTheSwitch() {
        world.live(Plans.guarded("1.3.0"));
        world.live(Plans.guarded("1.4.0"));
        var rollback = world.rollBack(null);
        world.facts.hear(world.agent(rollback, Phase.SUCCEEDED));

        assertThat(world.state(rollback)).isEqualTo(VERIFYING);
        assertThat(world.asked(GatesRequested.class, rollback)).singleElement().satisfies(it -> {
            assertThat(it.phase()).isEqualTo(GatePhase.AFTER);
            assertThat(it.source()).isNull();
        });
        world.facts.hear(world.gates(rollback, GatePhase.AFTER, Verdict.PASSED));
        assertThat(world.state(rollback)).isEqualTo(SUCCEEDED);
    }

    @Test
    void aVerifiedRollbackStillNeedsTheAgentsWord() {
        world.live(Plans.guarded("1.3.0"));
        world.live(Plans.guarded("1.4.0"));
        var rollback = world.rollBack(null);
        world.facts.hear(world.agent(rollback, Phase.SWITCHED));
        world.facts.hear(world.gates(rollback, GatePhase.AFTER, Verdict.PASSED));
        assertThat(world.state(rollback)).isEqualTo(VERIFYING);

        world.facts.hear(world.agent(rollback, Phase.SUCCEEDED));
        assertThat(world.state(rollback)).isEqualTo(SUCCEEDED);
    }

    @Test
    void aRollbackThatIsNotVerifiedNeedsAPerson() {
        world.live(Plans.guarded("1.3.0"));
        world.live(Plans.guarded("1.4.0"));
        var rollback = world.rollBack(null);
        world.facts.hear(world.agent(rollback, Phase.SUCCEEDED));
        world.facts.hear(world.gates(rollback, GatePhase.AFTER, Verdict.FAILED));

        assertThat(world.state(rollback)).isEqualTo(ROLLBACK_FAILED);
        assertThat(world.deployment(rollback).next()).startsWith("A person is needed now.");
        assertThat(world.environments.held()).isEmpty();
    }

    @Test
    void aRollbackPreemptsWhateverRuns() {
        var good = world.live(Plans.bare("1.3.0"));
        var running = world.request(Plans.bare("1.4.0"));
        var waiting = world.request(Plans.bare("1.5.0"));

        var rollback = world.rollBack(null);

        assertThat(rollback.releaseId()).isEqualTo(good.releaseId());
        assertThat(world.asked(DeploymentRequested.class, rollback))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.aborts()).isEqualTo(running.deploymentId());
                    assertThat(it.epoch()).isEqualTo(3);
                });
        world.facts.hear(world.agent(running, Phase.CANCELLED));
        assertThat(world.state(running)).isEqualTo(CANCELLED);
        assertThat(world.state(waiting)).isEqualTo(WAITING);

        world.facts.hear(world.agent(rollback, Phase.SUCCEEDED));
        assertThat(world.state(rollback)).isEqualTo(SUCCEEDED);
        assertThat(world.state(waiting)).isEqualTo(DEPLOYING);
    }

    @Test
    void aSecondRollbackToTheSameReleaseIsTheSameDeployment() {
        world.live(Plans.bare("1.3.0"));
        world.live(Plans.bare("1.4.0"));

        assertThat(world.rollBack("1.3.0")).isEqualTo(world.rollBack(null));
    }

    @Test
    void aRollbackToAnotherReleasePreemptsTheFirst() {
        world.live(Plans.bare("1.2.0"));
        world.live(Plans.bare("1.3.0"));
        world.live(Plans.bare("1.4.0"));
        var first = world.rollBack("1.3.0");
        var second = world.rollBack("1.2.0");

        assertThat(world.asked(DeploymentRequested.class, second))
                .singleElement()
                .satisfies(it -> assertThat(it.aborts()).isEqualTo(first.deploymentId()));
        world.facts.hear(world.agent(first, Phase.CANCELLED));
        assertThat(world.state(first)).isEqualTo(CANCELLED);
        world.facts.hear(world.agent(second, Phase.SUCCEEDED));
        assertThat(world.state(second)).isEqualTo(SUCCEEDED);
    }

    @Test
    void aRollbackThatLosesTheTurnWhileItIsVerifiedIsNotJudgedByTheNextOnesTraffic() {
        world.live(Plans.guarded("1.2.0"));
        world.live(Plans.guarded("1.3.0"));
        world.live(Plans.guarded("1.4.0"));
        var first = world.rollBack("1.3.0");
        world.facts.hear(world.agent(first, Phase.SWITCHED));
        var second = world.rollBack("1.2.0");

        assertThat(world.state(first)).isEqualTo(CANCELLED);
        assertThat(world.deployment(first).reason()).contains("superseded by rollback " + second.deploymentId());
        world.facts.hear(world.gates(first, GatePhase.AFTER, Verdict.FAILED));
        assertThat(world.state(first)).isEqualTo(CANCELLED);
        world.facts.hear(world.agent(second, Phase.SUCCEEDED));
        world.facts.hear(world.gates(second, GatePhase.AFTER, Verdict.PASSED));
        assertThat(world.state(second)).isEqualTo(SUCCEEDED);
    }

    @Test
    void aRollbackThatSwitchesAfterItLostTheTurnIsNotVerified() {
        world.live(Plans.guarded("1.2.0"));
        world.live(Plans.guarded("1.3.0"));
        world.live(Plans.guarded("1.4.0"));
        var first = world.rollBack("1.3.0");
        world.rollBack("1.2.0");
        world.facts.hear(world.agent(first, Phase.SWITCHED));

        assertThat(world.state(first)).isEqualTo(CANCELLED);
    }

    @Test
    void anOlderRollbackThatNeverBeganDoesNotRunAfterANewerOne() {
        world.live(Plans.bare("1.2.0"));
        world.live(Plans.bare("1.3.0"));
        var target = world.live(Plans.bare("1.4.0"));
        var older = DeploymentId.next();
        var newer = world.rollBack("1.3.0");
        // Stored, then a crash came before it asked for its turn.
        world.releases.open(new Open("kaleem", "production", older, target.releaseId()));
        world.changes.change(target.releaseId(), it -> {
            var wanted = new WantedRollback(
                    older, "kaleem", "production", Plans.AGENT, "1.4.0", DataChoice.KEEP, "salma", "orders fail");
            it.rollBackTo(wanted, "1.4.0", world.clock.instant());
            return true;
        });
        world.facts.hear(world.agent(newer, Phase.SUCCEEDED));
        world.sweep().sweep();

        var stale = new Placed(target.releaseId(), older);
        assertThat(world.state(stale)).isEqualTo(CANCELLED);
        assertThat(world.deployment(stale).reason()).contains("superseded by rollback " + newer.deploymentId());
        assertThat(world.environments.held()).isEmpty();
    }

    @Test
    void aSuccessThatLostItsTurnInTheSameMomentIsRememberedAsGood() {
        world.live(Plans.bare("1.3.0"));
        var good = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(good, Phase.SWITCHED));
        var rollback = world.rollBack(null);
        world.facts.hear(world.agent(good, Phase.SUCCEEDED));
        world.facts.hear(world.agent(rollback, Phase.REFUSED));

        assertThat(world.state(good)).isEqualTo(SUCCEEDED);
        assertThat(world.state(rollback)).isEqualTo(ROLLBACK_FAILED);
        var environment = world.environments.find("kaleem", "production").orElseThrow();
        assertThat(environment.current().orElseThrow().version()).isEqualTo("1.4.0");
    }

    @Test
    void everybodyWhoWaitsSaysForWhomNow() {
        var first = world.request(Plans.bare("1.4.0"));
        var second = world.request(Plans.bare("1.5.0"));
        var third = world.request(Plans.bare("1.6.0"));
        var fourth = world.request(Plans.bare("1.7.0"));
        world.facts.hear(world.agent(first, Phase.FAILED));

        assertThat(world.deployment(third).waitsFor()).isEqualTo(second.deploymentId());
        assertThat(world.deployment(fourth).waitsFor()).isEqualTo(second.deploymentId());
    }

    @Test
    void whoWaitsSaysSoWhenARollbackTakesTheTurn() {
        world.live(Plans.bare("1.3.0"));
        world.request(Plans.bare("1.4.0"));
        var waiting = world.request(Plans.bare("1.5.0"));
        var rollback = world.rollBack(null);
        world.sweep().sweep();

        assertThat(world.deployment(waiting).waitsFor()).isEqualTo(rollback.deploymentId());
    }

    @Test
    void theNextRollbackGoesFurtherBackAndNotToWhatWasBad() {
        var oldest = world.live(Plans.bare("1.2.0"));
        world.live(Plans.bare("1.3.0"));
        world.live(Plans.bare("1.4.0"));
        var first = world.rollBack(null);
        world.facts.hear(world.agent(first, Phase.SUCCEEDED));

        assertThat(world.rollBack(null).releaseId()).isEqualTo(oldest.releaseId());
    }

    @Test
    void withNothingBeforeThereIsNothingToRollBackTo() {
        world.live(Plans.bare("1.3.0"));

        assertThatThrownBy(() -> world.rollBack(null))
                .isInstanceOf(NothingToRollBackTo.class)
                .hasMessageContaining("Nothing ended SUCCEEDED");
        assertThatThrownBy(() -> world.rollBack("9.9.9")).isInstanceOf(NothingToRollBackTo.class);
    }

    @Test
    void aReleaseThatNeverSucceededThereIsNoTarget() {
        world.live(Plans.bare("1.3.0"));
        var bad = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(bad, Phase.FAILED));

        assertThatThrownBy(() -> world.rollBack("1.4.0"))
                .isInstanceOf(NothingToRollBackTo.class)
                .hasMessageContaining("never ended SUCCEEDED in production");
    }
}
