package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.NotAllowed;
import ai.kaleem.release.api.plan.ManualChecks;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.release.ReleaseView.CheckView;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent.CheckSigned;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** People look at what runs, and what they found decides whether it goes on. */
class ManualChecksStoryTests {

    private static final Caller SALMA = new Caller("salma");
    private static final Caller OMAR = new Caller("omar");

    private final World world = new World();
    private final SignCheck sign = new SignCheck(world.releases, world.changes, world.clock);

    private static ResolvedPlan checked(String version) {
        return Plans.plan("kaleem", "staging", version, List.of(), List.of())
                .withManual(new ManualChecks(List.of("Order creation flow", "المصادقة")));
    }

    @Test
    void eachIsSignedByItselfAndHoldsUpNothing() {
        var placed = world.live(checked("1.4.0"));
        assertThat(world.state(placed)).isEqualTo(DeploymentState.SUCCEEDED);
        signed(placed, "order-creation-flow", true, null, SALMA);

        assertThat(checks(placed))
                .extracting(CheckView::id, CheckView::passed, CheckView::by)
                .containsExactly(tuple("order-creation-flow", true, "salma"), tuple("المصادقة", null, null));
        assertThat(told(placed)).singleElement().returns(1, CheckSigned::open);
    }

    @Test
    void theNewestWordCountsAndTheSameOneIsSaidOnce() {
        var placed = world.live(checked("1.4.0"));
        signed(placed, "Order creation flow", false, "the total is wrong", SALMA);
        signed(placed, "order-creation-flow", false, "the total is wrong", SALMA);
        assertThat(checks(placed).getFirst().passed()).isFalse();
        signed(placed, "order-creation-flow", true, "was an old browser", OMAR);

        assertThat(checks(placed).getFirst().passed()).isTrue();
        assertThat(told(placed)).extracting(CheckSigned::by).containsExactly("salma", "omar");
    }

    @Test
    void whatIsNotSignedOrDidNotPassGoesNowhere() {
        var placed = world.live(checked("1.4.0"));
        assertThatThrownBy(() -> requireProof(placed))
                .isInstanceOf(NothingToPromote.class)
                .hasMessageStartingWith("Nobody has signed for 1.4.0 in staging yet: Order creation flow, المصادقة; ");
        signed(placed, "order-creation-flow", true, null, SALMA);
        signed(placed, "المصادقة", false, "no logout", SALMA);
        assertThatThrownBy(() -> requireProof(placed))
                .isInstanceOf(NothingToPromote.class)
                .hasMessageStartingWith("1.4.0 did not pass in staging: المصادقة; ");
        signed(placed, "المصادقة", true, null, SALMA);

        requireProof(placed);
    }

    @Test
    void thereHasToBeSomethingToLookAt() {
        var placed = world.request(checked("1.4.0"));

        assertThatThrownBy(() -> signed(placed, "order-creation-flow", true, null, SALMA))
                .isInstanceOf(NothingToSign.class)
                .hasMessageStartingWith("1.4.0 took no traffic anywhere");
        world.facts.hear(world.agent(placed, Phase.SWITCHED));
        signed(placed, "order-creation-flow", true, null, SALMA);
        assertThatThrownBy(() -> signed(placed, "chat", true, null, SALMA))
                .isInstanceOf(NothingToSign.class)
                .hasMessage("No manual check 'chat'; there are order-creation-flow, المصادقة");
    }

    @Test
    void whoMayNotDecideThereMayNotSign() {
        var placed = world.live(checked("1.4.0"));
        var other = Caller.of("ci", "release:approve:production");

        assertThatThrownBy(() -> signed(placed, "order-creation-flow", true, null, other))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("release:approve:staging");
        assertThat(checks(placed).getFirst().passed()).isNull();
    }

    private void requireProof(Placed placed) {
        var release = world.release(placed);
        new Proof(world.environments, world.clock)
                .require(release, Passed.in(release, "staging", "production"), Duration.ZERO);
    }

    private void signed(Placed placed, String check, boolean passed, @Nullable String comment, Caller by) {
        sign.sign(placed.releaseId(), new SignCheck.Found(check, passed, comment, null), by);
    }

    private List<CheckView> checks(Placed placed) {
        return world.release(placed).view().deployments().getFirst().checks();
    }

    private List<CheckSigned> told(Placed placed) {
        return world.release(placed).story().stream()
                .map(Entry::event)
                .filter(CheckSigned.class::isInstance)
                .map(CheckSigned.class::cast)
                .toList();
    }
}
