package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseEvent.*;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import ai.kaleem.release.common.contract.Request.Source;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReleaseStoryTests {

    private final World world = new World();

    @Test
    void isCheckedFirst() {
        var release = world.request(Plans.guarded("1.4.0"));

        assertThat(world.state(release)).isEqualTo(CHECKING);
        assertThat(world.asked(GatesRequested.class, release)).singleElement().satisfies(it -> {
            assertThat(it.phase()).isEqualTo(GatePhase.BEFORE);
            assertThat(it.gates()).extracting("name").containsExactly("lint");
            assertThat(it.notAfter()).isEqualTo(world.clock.instant().plusSeconds(900));
        });
        assertThat(world.environments.held()).isEmpty();
    }

    @Test
    void goesToTheAgentAtOnceWhereNothingIsToBeChecked() {
        var release = world.request(Plans.bare("1.4.0"));

        assertThat(world.state(release)).isEqualTo(DEPLOYING);
        assertThat(world.asked(DeploymentRequested.class, release))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.epoch()).isEqualTo(1);
                    assertThat(it.aborts()).isNull();
                    assertThat(it.services()).extracting("image").containsExactly("kaleem-api:1.4.0");
                });
        assertThat(world.releases.toldKinds())
                .containsExactly(
                        Requested.class,
                        ChecksStarted.class,
                        ChecksPassed.class,
                        Approved.class,
                        DeploymentStarted.class);
    }

    @Test
    void isCheckedWhereOnlyItsRefMustExist() {
        var id = ReleaseId.next();
        var placed = world.requestRelease.request(
                new NewRelease(id, Plans.bare("1.4.0"), ReleaseType.REGULAR, true, "ci", null));

        assertThat(world.state(placed)).isEqualTo(CHECKING);
    }

    @Test
    void succeedsOnTheAgentsWordAlone() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(release, Phase.SWITCHED));
        assertThat(world.state(release)).isEqualTo(VERIFYING);
        assertThat(world.asked(GatesRequested.class, release).getLast().source())
                .isEqualTo(new Source("https://example.org/kaleem.git", "c0ffee".repeat(6) + "c0ff"));

        world.facts.hear(world.gates(release, GatePhase.AFTER, Verdict.PASSED));
        assertThat(world.state(release)).isEqualTo(VERIFYING);
        assertThat(world.asked(KeepRequested.class, release)).hasSize(1);

        world.facts.hear(world.agent(release, Phase.KEPT));
        assertThat(world.state(release)).isEqualTo(BAKING);
        world.facts.hear(world.agent(release, Phase.SUCCEEDED, "1.4.0"));

        assertThat(world.state(release)).isEqualTo(SUCCEEDED);
        assertThat(world.environments.held()).isEmpty();
        assertThat(world.environments
                        .find("kaleem", "production")
                        .orElseThrow()
                        .current()
                        .orElseThrow()
                        .version())
                .isEqualTo("1.4.0");
    }

    @Test
    void isRejectedByAGateAndTouchesNothing() {
        world.live(Plans.bare("1.3.0"));
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.FAILED));

        var view = world.release(release).view().deployments().getFirst();
        assertThat(view.state()).isEqualTo(REJECTED);
        assertThat(view.reason()).isEqualTo("lint failed: exit 1");
        assertThat(view.next())
                .isEqualTo(
                        "Nothing was touched; 1.3.0 still serves production. Mend lint, and release the mend under a new version.");
        assertThat(world.asked(DeploymentRequested.class, release)).isEmpty();
    }

    @Test
    void anErrorOfOursIsNeverShownAsTheAppsFailure() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.ERRORED));

        assertThat(world.state(release)).isEqualTo(REJECTED);
        assertThat(world.deployment(release).reason()).contains("an error of ours and not of the app");
        assertThat(world.deployment(release).next()).contains("The check broke, not the app");
    }

    @Test
    void rollsBackWhenVerificationFails() {
        world.live(Plans.bare("1.3.0"));
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(release, Phase.SWITCHED));
        world.facts.hear(world.gates(release, GatePhase.AFTER, Verdict.FAILED));

        assertThat(world.state(release)).isEqualTo(ROLLING_BACK);
        assertThat(world.deployment(release).next()).isEqualTo("Nothing to do: traffic goes back to 1.3.0.");
        assertThat(world.asked(RollbackRequested.class, release)).hasSize(1);
        assertThat(world.asked(KeepRequested.class, release)).isEmpty();

        world.facts.hear(world.agent(release, Phase.ROLLED_BACK));
        assertThat(world.state(release)).isEqualTo(ROLLED_BACK);
        assertThat(world.deployment(release).next()).startsWith("1.3.0 serves production.");
        assertThat(world.environments.held()).isEmpty();
    }

    @Test
    void anAfterGateThatErrorsTurnsBackWithTheCauseNamedAsOurs() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(release, Phase.SWITCHED));
        world.facts.hear(world.gates(release, GatePhase.AFTER, Verdict.ERRORED));

        assertThat(world.state(release)).isEqualTo(ROLLING_BACK);
        assertThat(world.deployment(release).reason()).contains("an error of ours");
    }

    @Test
    void theFirstVerdictStands() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(release, Phase.SWITCHED));
        world.facts.hear(world.gates(release, GatePhase.AFTER, Verdict.PASSED));
        world.facts.hear(world.gates(release, GatePhase.AFTER, Verdict.FAILED));

        assertThat(world.asked(RollbackRequested.class, release)).isEmpty();
        world.facts.hear(world.agent(release, Phase.SUCCEEDED));
        assertThat(world.state(release)).isEqualTo(SUCCEEDED);
    }

    @Test
    void theAgentGoesBackByItselfWhenNobodyConfirms() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(release, Phase.SWITCHED));
        world.facts.hear(world.agent(release, Phase.TURNING_BACK, "1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.AFTER, Verdict.PASSED));

        assertThat(world.asked(KeepRequested.class, release)).isEmpty();
        world.facts.hear(world.agent(release, Phase.ROLLED_BACK));
        assertThat(world.state(release)).isEqualTo(ROLLED_BACK);
    }

    @Test
    void failsWhereTheVersionNeverTookTraffic() {
        var release = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(release, Phase.RUNNING));
        world.facts.hear(world.agent(release, Phase.FAILED));

        assertThat(world.state(release)).isEqualTo(FAILED);
        assertThat(world.deployment(release).next()).startsWith("1.3.0 serves production.");
    }

    @Test
    void aFirstReleaseThatFailsSaysThatNothingServes() {
        var release = world.request(Plans.bare("1.0.0"));
        world.facts.hear(world.agent(release, Phase.FAILED, null));

        assertThat(world.deployment(release).next()).startsWith("Nothing serves production now.");
    }

    @Test
    void isFailedWhereTheAgentRefuses() {
        var release = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(release, Phase.REFUSED));

        assertThat(world.state(release)).isEqualTo(FAILED);
    }

    @Test
    void turningBackBeforeTheSwitchEndsAsTheAgentSays() {
        var release = world.request(Plans.bare("1.4.0"));
        var report = world.agent(release, Phase.TURNING_BACK);
        world.facts.hear(report);
        assertThat(world.state(release)).isEqualTo(DEPLOYING);
        world.facts.hear(world.agent(release, Phase.FAILED));

        assertThat(world.state(release)).isEqualTo(FAILED);
    }

    @Test
    void aCanaryThatGoesBackIsToldAtOnce() {
        var release = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.goesBackFromItsCanary(release));

        assertThat(world.state(release)).isEqualTo(ROLLING_BACK);
        assertThat(world.releases.toldKinds()).contains(TurningBack.class).doesNotContain(Switched.class);
        assertThat(world.deployment(release).reason()).isEqualTo("canary: api errors: over the limit");
        world.facts.hear(world.agent(release, Phase.ROLLED_BACK));
        assertThat(world.state(release)).isEqualTo(ROLLED_BACK);
    }

    @Test
    void aLostFactHealsWithTheNext() {
        var release = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(release, Phase.KEPT));

        assertThat(world.state(release)).isEqualTo(BAKING);
        assertThat(world.releases.toldKinds()).contains(Switched.class, Kept.class);
    }

    @Test
    void whatIsToldIsNumberedWithoutAGapAndCarriesTheStanding() {
        var release = world.live(Plans.guarded("1.4.0"));

        var told = world.releases.told();
        assertThat(told)
                .extracting("number")
                .isEqualTo(LongStream.rangeClosed(1, told.size()).boxed().toList());
        assertThat(told).allSatisfy(it -> {
            assertThat(it.releaseId()).isEqualTo(release.releaseId());
            assertThat(it.standing().link()).endsWith("/releases/" + release.releaseId());
            assertThat(it.standing().next()).isNotBlank();
            assertThat(it.channels()).hasSize(1);
        });
        assertThat(told.getLast().standing().state()).isEqualTo(SUCCEEDED);
        assertThat(told.getLast().standing().changes()).containsExactly("feat: products in two languages");
        assertThat(told.toString().length()).isLessThan(60_000);
    }

    @Test
    void aVersionIsNeverGivenTwice() {
        var release = world.request(Plans.bare("1.4.0"));
        world.facts.hear(world.agent(release, Phase.FAILED));

        assertThatThrownBy(() -> world.request(Plans.bare("1.4.0")))
                .isInstanceOf(VersionTaken.class)
                .hasMessageContaining(release.releaseId().value());
    }

    @Test
    void theSameRequestIsTheSameRelease() {
        var id = ReleaseId.next();
        var one = world.request(id, Plans.bare("1.4.0"));
        var other = world.request(id, Plans.bare("1.4.0"));

        assertThat(other).isEqualTo(one);
        assertThat(world.asked(DeploymentRequested.class, one)).hasSize(1);
    }

    @Test
    void canBeCancelledBeforeItsTurn() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.cancelRelease.cancel(release.releaseId(), null, new Caller("salma"), "not today");
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));

        assertThat(world.state(release)).isEqualTo(CANCELLED);
        assertThat(world.deployment(release).reason()).isEqualTo("Cancelled by salma: not today");
        assertThat(world.environments.held()).isEmpty();
    }

    @Test
    void beforeTheSwitchTheAgentsAnswerCancels() {
        var release = world.request(Plans.bare("1.4.0"));
        world.cancelRelease.cancel(release.releaseId(), null, new Caller("salma"), "not today");
        world.cancelRelease.cancel(release.releaseId(), null, new Caller("salma"), "not today");

        assertThat(world.state(release)).isEqualTo(DEPLOYING);
        assertThat(world.asked(RollbackRequested.class, release)).hasSize(1);
        world.facts.hear(world.agent(release, Phase.CANCELLED));
        assertThat(world.state(release)).isEqualTo(CANCELLED);
        assertThat(world.deployment(release).reason()).startsWith("Cancelled by salma");
    }

    @Test
    void afterTheSwitchItIsTooLateToCancel() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(release, Phase.SWITCHED));

        assertThatThrownBy(() -> world.cancelRelease.cancel(release.releaseId(), null, new Caller("salma"), "no"))
                .isInstanceOf(TooLateToCancel.class)
                .hasMessageContaining("/rollback");
    }

    @Test
    void whatNoGateWasRunOnSaysSoToItsEnd() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(world.gates(release, GatePhase.BEFORE, Verdict.PASSED));
        world.facts.hear(world.agent(release, Phase.SWITCHED));
        world.facts.hear(world.skipped(release, "No gate was run: health: no source"));
        world.facts.hear(world.agent(release, Phase.KEPT));
        world.facts.hear(world.agent(release, Phase.SUCCEEDED));

        var unverified = "Nothing verified it. No gate was run: health: no source";
        assertThat(world.deployment(release).reason()).isEqualTo(unverified);
        assertThat(world.releases.told())
                .filteredOn(it -> it.event() instanceof Verified)
                .singleElement()
                .satisfies(it -> {
                    assertThat(((Verified) it.event()).reason()).isEqualTo(unverified);
                    assertThat(it.standing().reason()).isEqualTo(unverified);
                });
        assertThat(world.releases.told().getLast().standing().reason()).isEqualTo(unverified);
    }
}
