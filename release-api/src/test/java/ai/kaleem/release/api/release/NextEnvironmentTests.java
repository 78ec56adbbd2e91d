package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Decisions;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.release.DecideRelease.Word;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What passed in staging comes to production: the same bytes, once, and only as long as it is good there. */
class NextEnvironmentTests {

    private final World world = new World();
    private final RequestPromotion promotions =
            new RequestPromotion(world.releases, world.environments, world.changes, world.turns, world.clock);

    private static ResolvedPlan in(String environment, String version) {
        return Plans.plan("kaleem", environment, version, List.of(Plans.gate("lint")), List.of(Plans.gate("health")));
    }

    private Placed inStaging(String version) {
        return world.live(in("staging", version));
    }

    private Placed promote(Placed release) {
        return promote(release, Decisions.NONE, Duration.ZERO);
    }

    private Placed promote(Placed placed, Decisions decisions, Duration soak) {
        var release = world.releases.get(placed.releaseId());
        var passed = Passed.in(release, "staging", "production");
        var plan = in("production", release.version());
        var pinned = plan.servicesWith(passed.images());
        return promotions.request(new WantedPromotion(
                DeploymentId.next(),
                release.id(),
                plan.withServices(pinned).withDecisions(decisions),
                passed,
                soak,
                "salma",
                "staging is happy"));
    }

    @Test
    void theVeryImagesThatRanAreAskedOfTheAgentAndNothingIsCheckedAgain() {
        var release = inStaging("1.4.0");

        var promoted = promote(release);

        assertThat(promoted.releaseId()).isEqualTo(release.releaseId());
        assertThat(world.state(promoted)).isEqualTo(DEPLOYING);
        assertThat(world.asked(DeploymentRequested.class, promoted))
                .singleElement()
                .returns("production", DeploymentRequested::environment)
                .satisfies(it ->
                        assertThat(it.services()).extracting(ServiceSpec::image).containsExactly(World.RAN.value()));
        assertThat(world.asked(GatesRequested.class, promoted)).isEmpty();
        assertThat(world.release(promoted).view().deployments().getLast().promotedFrom())
                .isEqualTo(release.deploymentId());
    }

    @Test
    void itIsVerifiedThereLikeAnyRelease() {
        var promoted = promote(inStaging("1.4.0"));

        world.facts.hear(world.agent(promoted, Phase.SWITCHED));
        assertThat(world.asked(GatesRequested.class, promoted))
                .singleElement()
                .returns(GatePhase.AFTER, GatesRequested::phase);
        world.facts.hear(world.gates(promoted, GatePhase.AFTER, Verdict.PASSED));
        world.facts.hear(world.agent(promoted, Phase.KEPT));
        world.facts.hear(world.agent(promoted, Phase.SUCCEEDED));

        assertThat(world.state(promoted)).isEqualTo(SUCCEEDED);
        assertThat(world.environments.find("kaleem", "production").orElseThrow().current())
                .hasValueSatisfying(it -> assertThat(it.version()).isEqualTo("1.4.0"));
        assertThatThrownBy(() -> promote(promoted))
                .isInstanceOf(NothingToPromote.class)
                .hasMessage("1.4.0 runs in production already; there is nothing to promote");
    }

    @Test
    void askedTwiceItIsOneDeployment() {
        var release = inStaging("1.4.0");

        assertThat(promote(release)).isEqualTo(promote(release));
        assertThat(world.release(release).deployments()).hasSize(2);
    }

    @Test
    void peopleAreAskedThereAnew() {
        var promoted = promote(inStaging("1.4.0"), new Decisions(1, Duration.ofHours(8), false), Duration.ZERO);
        assertThat(world.state(promoted)).isEqualTo(AWAITING_APPROVAL);

        world.decideRelease.approve(promoted.releaseId(), new Word(new Caller("omar"), null, null, null));

        assertThat(world.state(promoted)).isEqualTo(DEPLOYING);
    }

    @Test
    void whatHasNotPassedIsRefused() {
        var release = world.request(in("staging", "1.4.0"));

        assertThatThrownBy(() -> promote(release))
                .isInstanceOf(NothingToPromote.class)
                .hasMessage(
                        "1.4.0 has not succeeded in staging, which comes before production; release it there first");
    }

    @Test
    void itHasToStandThereForAsLongAsThePlanWants() {
        var release = inStaging("1.4.0");
        var soak = Duration.ofMinutes(30);

        assertThatThrownBy(() -> promote(release, Decisions.NONE, soak))
                .isInstanceOf(NothingToPromote.class)
                .hasMessageContaining("has to prove itself there until");

        world.passes(soak);
        assertThat(world.state(promote(release, Decisions.NONE, soak))).isEqualTo(DEPLOYING);
    }

    @Test
    void whatWasRolledBackThereIsNotGoodEnoughForProduction() {
        inStaging("1.3.0");
        var bad = inStaging("1.4.0");
        var back = rollBackStaging();

        assertThatThrownBy(() -> promote(bad))
                .isInstanceOf(NothingToPromote.class)
                .hasMessageContaining("A rollback is under way in staging");

        world.facts.hear(world.agent(back, Phase.SWITCHED));
        world.facts.hear(world.gates(back, GatePhase.AFTER, Verdict.PASSED));
        world.facts.hear(world.agent(back, Phase.SUCCEEDED));
        assertThat(world.state(back)).isEqualTo(SUCCEEDED);

        assertThatThrownBy(() -> promote(bad))
                .isInstanceOf(NothingToPromote.class)
                .hasMessage("1.4.0 was rolled back in staging after it had succeeded there; release a mended version");
    }

    private Placed rollBackStaging() {
        return world.requestRollback.request(new WantedRollback(
                DeploymentId.next(), "kaleem", "staging", Plans.AGENT, null, DataChoice.KEEP, "salma", "orders fail"));
    }

    @Test
    void aPersonSaysInWhichEnvironmentItIsCancelledWhereItIsUnderWayInTwo() {
        inStaging("1.3.0");
        var release = inStaging("1.4.0");
        var promoted = promote(release);
        inStaging("1.5.0");
        var back = rollBackTo(release);

        assertThatThrownBy(() -> world.cancelRelease.cancel(release.releaseId(), null, new Caller("salma"), "no"))
                .isInstanceOf(EnvironmentMissing.class)
                .hasMessage("1.4.0 is under way in staging and production: say in which with 'environment'");
        assertThatThrownBy(() -> world.cancelRelease.cancel(release.releaseId(), "moon", new Caller("salma"), "no"))
                .isInstanceOf(EnvironmentMissing.class)
                .hasMessage("1.4.0 was never asked for in 'moon', only in staging, production");

        world.cancelRelease.cancel(release.releaseId(), "production", new Caller("salma"), "no");

        assertThat(world.deployment(promoted).cancelledBy()).isEqualTo("salma");
        assertThat(world.deployment(back).cancelledBy()).isNull();
    }

    private Placed rollBackTo(Placed release) {
        return world.requestRollback.request(new WantedRollback(
                DeploymentId.next(),
                "kaleem",
                "staging",
                Plans.AGENT,
                release.releaseId().value(),
                DataChoice.KEEP,
                "salma",
                "orders fail"));
    }

    @Test
    void aNewerPromotionTakesThePlaceOfOneThatStillWaits() {
        var decisions = new Decisions(1, Duration.ofHours(8), true);
        var older = promote(inStaging("1.4.0"), decisions, Duration.ZERO);

        var newer = promote(inStaging("1.5.0"), decisions, Duration.ZERO);

        assertThat(world.state(older)).isEqualTo(CANCELLED);
        assertThat(world.deployment(older).reason()).contains("superseded by 1.5.0");
        assertThat(world.state(newer)).isEqualTo(AWAITING_APPROVAL);
    }
}
