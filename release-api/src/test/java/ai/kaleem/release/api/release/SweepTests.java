package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseEvent.*;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Halves that a crash leaves, and what the clock asks for. */
class SweepTests {

    private final World world = new World();

    /** As after a crash between the store and everything that follows. */
    private Placed storedOnly(String version) {
        var release = Release.requested(
                new NewRelease(ReleaseId.next(), Plans.bare(version), ReleaseType.REGULAR, false, "ci", null),
                "link",
                null,
                world.clock.instant(),
                world.patience);
        var id = release.deployments().getFirst().id();
        world.releases.open(new Open("kaleem", "production", id, release.id()));
        world.releases.add(release);
        return new Placed(release.id(), id);
    }

    @Test
    void aReleaseThatNeverAskedForItsTurnGetsIt() {
        var release = storedOnly("1.4.0");
        world.sweep().sweep();

        assertThat(world.state(release)).isEqualTo(DEPLOYING);
    }

    @Test
    void aTurnThatWasTakenAndNotUsedIsUsedOnceUnderTheSameEpoch() {
        var release = storedOnly("1.4.0");
        world.environments.take("kaleem", "production", release.releaseId(), release.deploymentId());
        var sweep = world.sweep();
        sweep.sweep();
        sweep.sweep();

        assertThat(world.asked(DeploymentRequested.class, release))
                .singleElement()
                .satisfies(it -> assertThat(it.epoch()).isEqualTo(1));
    }

    @Test
    void anEndWhoseTurnWasNotGivenBackGivesItToTheNext() {
        var first = world.request(Plans.bare("1.4.0"));
        var second = world.request(Plans.bare("1.5.0"));
        world.changes.change(
                first.releaseId(),
                it -> it.hear(world.agent(first, Phase.FAILED), world.clock.instant(), world.patience));
        assertThat(world.state(second)).isEqualTo(WAITING);
        world.sweep().sweep();

        assertThat(world.state(second)).isEqualTo(DEPLOYING);
    }

    @Test
    void whatEndedIsClosed() {
        var release = world.live(Plans.bare("1.4.0"));
        assertThat(world.releases.open()).extracting(Open::deploymentId).containsExactly(release.deploymentId());
        world.sweep().sweep();

        assertThat(world.releases.open()).isEmpty();
    }

    @Test
    void whatWasOpenedAndNeverStoredIsForgottenAfterAWhile() {
        world.releases.open(new Open("kaleem", "production", DeploymentId.next(), ReleaseId.next()));
        world.passes(Duration.ofDays(365 * 10));
        world.sweep().sweep();

        assertThat(world.releases.open()).isEmpty();
    }

    @Test
    void aTurnOfWhatWasNeverStoredIsFreeAgainAfterAWhile() {
        var lost = DeploymentId.next();
        world.releases.open(new Open("kaleem", "production", lost, ReleaseId.next()));
        world.environments.take("kaleem", "production", ReleaseId.next(), lost);
        var waiting = world.request(Plans.bare("1.4.0"));
        assertThat(world.state(waiting)).isEqualTo(WAITING);

        world.passes(Duration.ofDays(365 * 10));
        world.beat();
        var sweep = world.sweep();
        sweep.sweep();
        assertThat(world.environments.held()).isEmpty();
    }

    @Test
    void gateServiceIsAskedWhereItIsSilentAndTheReleaseExpiresInTheEnd() {
        var release = world.request(Plans.guarded("1.4.0"));
        var sweep = world.sweep();
        sweep.sweep();
        assertThat(world.asked(ReportRequested.class, release)).isEmpty();

        world.passes(Duration.ofSeconds(61));
        sweep.sweep();
        sweep.sweep();
        assertThat(world.asked(ReportRequested.class, release))
                .singleElement()
                .satisfies(it -> assertThat(it.phase()).isEqualTo(GatePhase.BEFORE));

        world.passes(Duration.ofMinutes(60));
        sweep.sweep();
        assertThat(world.state(release)).isEqualTo(FAILED);
        assertThat(world.deployment(release).reason()).isEqualTo("No verdict of the checks within 60 min");
    }

    @Test
    void waitingForTheTurnHasAnEnd() {
        world.request(Plans.bare("1.4.0"));
        var second = world.request(Plans.bare("1.5.0"));
        world.passes(Duration.ofHours(25));
        world.sweep().sweep();

        assertThat(world.state(second)).isEqualTo(FAILED);
        assertThat(world.deployment(second).reason()).isEqualTo("production was not free within 1440 min");
    }

    @Test
    void silenceOfTheAgentIsToldOnceAndChangesNoState() {
        world.beat();
        var release = world.request(Plans.bare("1.4.0"));
        var sweep = world.sweep();
        world.passes(Duration.ofSeconds(61));
        sweep.sweep();
        world.passes(Duration.ofSeconds(61));
        sweep.sweep();

        assertThat(world.state(release)).isEqualTo(DEPLOYING);
        assertThat(world.releases.toldKinds()).containsOnlyOnce(AgentSilent.class);
        assertThat(world.release(release).view().deployments().getFirst().agentSilentSince())
                .isNotNull();

        world.beat();
        world.passes(Duration.ofSeconds(5));
        sweep.sweep();
        assertThat(world.releases.toldKinds()).containsOnlyOnce(AgentHeard.class);
        assertThat(world.release(release).view().deployments().getFirst().agentSilentSince())
                .isNull();
    }

    @Test
    void anAgentThatBeatsButDoesNotReportIsAsked() {
        var release = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(release, Phase.RUNNING));
        world.passes(Duration.ofSeconds(61));
        world.beat();
        world.sweep().sweep();

        assertThat(world.asked(ReportRequested.class, release))
                .singleElement()
                .satisfies(it -> assertThat(it.agent()).isEqualTo(Plans.AGENT));
        assertThat(world.releases.toldKinds()).doesNotContain(AgentSilent.class);
    }

    @Test
    void aRollbackThatCannotBeVerifiedNeedsAPerson() {
        world.live(Plans.guarded("1.3.0"));
        world.live(Plans.guarded("1.4.0"));
        var rollback = world.rollBack(null);
        world.facts.hear(world.agent(rollback, Phase.SUCCEEDED));
        var sweep = world.sweep();
        world.passes(Duration.ofMinutes(16));
        world.beat();
        sweep.sweep();
        assertThat(world.state(rollback)).isEqualTo(ROLLBACK_FAILED);
        assertThat(world.deployment(rollback).reason()).contains("an error of ours");
        world.facts.hear(world.gates(rollback, GatePhase.AFTER, Verdict.PASSED));
        assertThat(world.state(rollback)).isEqualTo(ROLLBACK_FAILED);
    }

    @Test
    void aReleaseThatCannotBeReadHoldsUpNoOther() {
        var broken = storedOnly("1.4.0");
        var other = world.request(Plans.plan("kaleem", "staging", "1.5.0", List.of(Plans.gate("lint")), List.of()));
        var releases = new MemoryReleases() {
            @Override
            public synchronized Optional<Release> find(ReleaseId id) {
                if (id.equals(broken.releaseId())) {
                    throw new IllegalStateException("no release can be read out of this");
                }
                return world.releases.find(id);
            }

            @Override
            public synchronized boolean save(Release release) {
                return world.releases.save(release);
            }

            @Override
            public synchronized List<Open> open() {
                return world.releases.open();
            }
        };
        var changes = new ChangeRelease(releases, it -> {});
        var turns = new TakeTurn(releases, world.environments, changes, world.holds, world.patience, world.clock);
        var sweep = new Sweep(releases, world.environments, world.agents, changes, turns, world.patience, world.clock);
        world.passes(Duration.ofMinutes(61));
        sweep.sweep();

        assertThat(world.state(other)).isEqualTo(FAILED);
        assertThat(world.state(broken)).isEqualTo(WAITING);
    }

    @Test
    void whatOlderDeploymentsWroteIsForgotten() {
        var release = world.live(Plans.bare("1.3.0"));
        world.live(Plans.bare("1.4.0"));
        for (var i = 0; i < 6; i++) {
            world.facts.hear(world.agent(world.rollBack("1.3.0"), Phase.SUCCEEDED));
        }

        var deployments = world.release(release).deployments();
        assertThat(deployments).hasSize(7);
        assertThat(deployments.getFirst().steps())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.evidence()).isNull());
        assertThat(deployments.getLast().steps())
                .allSatisfy(it -> assertThat(it.evidence()).isNotNull());
    }

    @Test
    void sweepingASettledWorldChangesNothing() {
        world.live(Plans.bare("1.4.0"));
        var sweep = world.sweep();
        sweep.sweep();
        var told = world.releases.told().size();
        sweep.sweep();

        assertThat(world.releases.told()).hasSize(told);
    }
}
