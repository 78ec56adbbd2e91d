package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.NotAllowed;
import ai.kaleem.release.api.freeze.Freeze;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Hold;
import ai.kaleem.release.common.contract.ReleaseEvent.Held;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept from its turn, by people, until its time or by a freeze, waits, says why, and goes on by itself. */
class HoldStoryTests {

    private static final Caller SALMA = new Caller("salma");
    private static final Caller CI = new Caller("ci");
    private static final Duration HOUR = Duration.ofHours(1);

    private final World world = new World();
    private final Sweep sweep = world.sweep();

    @Test
    void whatIsPausedKeepsNobodyFromTheTurnAndGoesOnWhenItIsResumed() {
        var first = world.request(Plans.bare("1.4.0"));
        var second = world.request(Plans.bare("1.5.0"));
        var third = world.request(Plans.bare("1.6.0"));
        world.holdRelease.pause(second.releaseId(), null, SALMA, "the shop is full");
        world.facts.hear(world.agent(first, Phase.SWITCHED));
        world.facts.hear(world.agent(first, Phase.KEPT));
        world.facts.hear(world.agent(first, Phase.SUCCEEDED));

        assertThat(world.state(second)).isEqualTo(DeploymentState.WAITING);
        assertThat(world.deployment(second).reason()).isEqualTo("salma paused it: the shop is full");
        assertThat(world.deployment(second).next()).contains("/resume");
        assertThat(world.state(third)).isEqualTo(DeploymentState.DEPLOYING);

        world.holdRelease.resume(second.releaseId(), null, SALMA, null);
        assertThat(world.deployment(second).waitsFor()).isEqualTo(third.deploymentId());
        world.facts.hear(world.agent(third, Phase.FAILED));
        assertThat(world.state(second)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void aPauseWhileItIsCheckedHoldsItAfterItsChecks() {
        var placed = world.request(Plans.guarded("1.4.0"));
        world.holdRelease.pause(placed.releaseId(), null, SALMA, "not before lunch");
        world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.PASSED));

        assertThat(world.state(placed)).isEqualTo(DeploymentState.WAITING);
        assertThat(held(placed)).singleElement().returns(Hold.Kind.PAUSED, Held::kind);
        assertThat(world.asked(DeploymentRequested.class, placed)).isEmpty();
        world.holdRelease.resume(placed.releaseId(), null, SALMA, "lunch is over");
        assertThat(world.state(placed)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void pausedForDaysItDoesNotExpireAndHasItsWholeTimeAfterwards() {
        var holder = world.request(Plans.bare("1.4.0"));
        var placed = world.request(Plans.bare("1.5.0"));
        world.holdRelease.pause(placed.releaseId(), null, SALMA, "the shop is full");
        world.passes(Duration.ofDays(3));
        world.beat();
        sweep.sweep();
        assertThat(world.state(placed)).isEqualTo(DeploymentState.WAITING);

        world.holdRelease.resume(placed.releaseId(), null, SALMA, null);
        world.passes(Duration.ofHours(24).minusMinutes(1));
        world.beat();
        sweep.sweep();
        assertThat(world.state(placed)).isEqualTo(DeploymentState.WAITING);
        world.passes(Duration.ofMinutes(2));
        world.beat();
        sweep.sweep();
        assertThat(world.state(placed)).isEqualTo(DeploymentState.FAILED);
        assertThat(world.state(holder)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void whatIsScheduledIsCheckedAtOnceAndStartsWhenItsTimeHasCome() {
        var at = world.clock.instant().plus(HOUR);
        var placed = request(ReleaseType.REGULAR, "1.4.0", at);
        assertThat(world.state(placed)).isEqualTo(DeploymentState.WAITING);
        assertThat(held(placed)).singleElement().returns(at, Held::until);
        world.passes(HOUR.minusSeconds(1));
        sweep.sweep();
        assertThat(world.state(placed)).isEqualTo(DeploymentState.WAITING);

        world.passes(Duration.ofSeconds(1));
        sweep.sweep();
        assertThat(world.state(placed)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void aFreezeHoldsWhatIsNewAndStopsNothingElse() {
        world.live(Plans.bare("1.3.0"));
        world.live(Plans.bare("1.4.0"));
        var running = world.request(Plans.bare("1.5.0"));
        freeze(HOUR, "the year ends");
        var placed = world.request(Plans.bare("1.6.0"));

        assertThat(world.deployment(placed).reason()).contains("production is frozen until ", " UTC: the year ends");
        world.facts.hear(world.agent(running, Phase.SWITCHED));
        world.facts.hear(world.agent(running, Phase.KEPT));
        world.facts.hear(world.agent(running, Phase.SUCCEEDED));
        assertThat(world.state(running)).isEqualTo(DeploymentState.SUCCEEDED);
        assertThat(world.state(placed)).isEqualTo(DeploymentState.WAITING);
        var back = world.rollBack("1.4.0");
        assertThat(world.state(back)).isEqualTo(DeploymentState.DEPLOYING);
        world.facts.hear(world.agent(back, Phase.SUCCEEDED));

        world.passes(HOUR);
        world.beat();
        sweep.sweep();
        assertThat(world.state(placed)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void aHotfixPassesAFreezeWhenASecondPersonSaysSo() {
        freeze(HOUR, "the year ends");
        var placed = request(ReleaseType.HOTFIX, "1.4.1", null);
        assertThat(world.deployment(placed).next()).contains("/freeze-waiver");

        assertThatThrownBy(() -> world.holdRelease.waiveFreeze(placed.releaseId(), null, CI, "nobody can pay"))
                .isInstanceOf(OwnRelease.class);
        var stranger = Caller.of("omar", "release:create:production");
        assertThatThrownBy(() -> world.holdRelease.waiveFreeze(placed.releaseId(), null, stranger, "nobody can pay"))
                .isInstanceOf(NotAllowed.class);
        assertThat(world.state(placed)).isEqualTo(DeploymentState.WAITING);
        world.holdRelease.waiveFreeze(placed.releaseId(), null, SALMA, "nobody can pay");

        assertThat(world.state(placed)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void aTurnThatWasTakenBeforeACrashIsGivenBackWhereItIsPausedNow() {
        var held = request(ReleaseType.REGULAR, "1.4.0", world.clock.instant().plus(HOUR));
        world.environments.take("kaleem", "production", held.releaseId(), held.deploymentId());
        var other = world.request(Plans.bare("1.5.0"));
        assertThat(world.state(other)).isEqualTo(DeploymentState.WAITING);
        sweep.sweep();
        sweep.sweep();

        assertThat(world.state(other)).isEqualTo(DeploymentState.DEPLOYING);
        assertThat(world.state(held)).isEqualTo(DeploymentState.WAITING);
    }

    @Test
    void whatDidNotComeToServeIsTriedAgainWithTheSameBytesAndItsChecksCount() {
        var placed = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(placed, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(placed, Phase.FAILED));
        var id = DeploymentId.next();
        var again = retry(placed, id);

        assertThat(retry(placed, id)).isEqualTo(again);
        assertThat(again.releaseId()).isEqualTo(placed.releaseId());
        assertThat(world.state(again)).isEqualTo(DeploymentState.DEPLOYING);
        assertThat(world.asked(DeploymentRequested.class, again))
                .singleElement()
                .satisfies(it -> assertThat(it.services().getFirst().image()).isEqualTo("kaleem-api:x"));
        assertThatThrownBy(() -> retry(placed, DeploymentId.next()))
                .isInstanceOf(NotNow.class)
                .hasMessage("1.4.0 is on its way there: it is DEPLOYING");
    }

    @Test
    void whatIsOlderThanWhatServesIsNotTriedAgain() {
        var placed = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(placed, Phase.FAILED));
        world.passes(Duration.ofMinutes(1));
        world.live(Plans.bare("1.5.0"));

        assertThatThrownBy(() -> retry(placed, DeploymentId.next()))
                .isInstanceOf(NotNow.class)
                .hasMessage("1.5.0 came to production since: release a newer version, or roll back to 1.4.0");
    }

    private Placed retry(Placed placed, DeploymentId id) {
        return world.retryRelease.request(
                new WantedRetry(id, placed.releaseId(), "production", "salma", "the disk has room again"));
    }

    private Placed request(ReleaseType type, String version, @Nullable Instant notBefore) {
        return world.requestRelease.request(
                new NewRelease(ReleaseId.next(), Plans.bare(version), type, false, "ci", null).notBefore(notBefore));
    }

    private void freeze(Duration lasts, String reason) {
        var now = world.clock.instant();
        world.freezes.add(new Freeze("year", "kaleem", "production", now, now.plus(lasts), "UTC", reason, "salma"));
    }

    private List<Held> held(Placed placed) {
        return world.release(placed).story().stream()
                .map(Entry::event)
                .filter(Held.class::isInstance)
                .map(Held.class::cast)
                .toList();
    }
}
