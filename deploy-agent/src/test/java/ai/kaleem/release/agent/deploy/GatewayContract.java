package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every gateway promises. */
public interface GatewayContract {

    Duration PATIENCE = Duration.ofSeconds(10);

    Gateway gateway();

    /** A service nobody else uses. */
    Route route();

    /** Runs a container of the service and returns its name. */
    String runs(String version);

    @Test
    default void hasNoTargetAtFirst() {
        assertThat(gateway().obstacle(route())).isEmpty();
        assertThat(gateway().target(route())).isEmpty();
        gateway().ensure(route());
        gateway().ensure(route());
        assertThat(gateway().target(route())).isEmpty();
        assertThat(gateway().obstacle(route())).isEmpty();
    }

    @Test
    default void shiftsForthAndBack() {
        var old = runs("1");
        var next = runs("2");
        gateway().ensure(route());
        gateway().shift(route(), old);
        assertThat(gateway().target(route())).contains(old);
        gateway().shift(route(), next);
        gateway().shift(route(), next);
        assertThat(gateway().target(route())).contains(next);
        gateway().shift(route(), old);
        assertThat(gateway().target(route())).contains(old);
    }

    @Test
    default void keepsItsTargetWhenItIsEnsuredAgain() {
        var old = runs("1");
        gateway().ensure(route());
        gateway().shift(route(), old);
        gateway().ensure(route());
        gateway().reconcile();
        assertThat(gateway().target(route())).contains(old);
    }

    @Test
    default void drainsTheOldOneAndTakesItBack() {
        var old = runs("1");
        var next = runs("2");
        gateway().ensure(route());
        gateway().shift(route(), old);
        gateway().shift(route(), next);
        assertThat(gateway().drain(route(), old, PATIENCE)).isTrue();
        assertThat(gateway().drain(route(), old, PATIENCE)).isTrue();
        gateway().shift(route(), old);
        assertThat(gateway().target(route())).contains(old);
    }

    @Test
    default void doesNotDrainTheTarget() {
        var old = runs("1");
        gateway().ensure(route());
        gateway().shift(route(), old);
        assertThatThrownBy(() -> gateway().drain(route(), old, PATIENCE)).isInstanceOf(StepFailed.class);
    }

    @Test
    default void clears() {
        var old = runs("1");
        gateway().ensure(route());
        gateway().shift(route(), old);
        gateway().clear(route());
        gateway().clear(route());
        assertThat(gateway().target(route())).isEmpty();
        gateway().shift(route(), old);
        assertThat(gateway().target(route())).contains(old);
    }

    @Test
    default void givesSomeToACanaryAndKeepsItsTarget() {
        var old = runs("1");
        var next = runs("2");
        gateway().ensure(route());
        gateway().shift(route(), old);
        gateway().split(route(), next, 10);
        gateway().split(route(), next, 10);
        gateway().split(route(), next, 50);
        gateway().ensure(route());
        assertThat(gateway().target(route())).contains(old);
        gateway().shift(route(), next);
        assertThat(gateway().target(route())).contains(next);
        gateway().split(route(), old, 10);
        gateway().shift(route(), next);
        assertThat(gateway().drain(route(), old, PATIENCE)).isTrue();
    }

    @Test
    default void seesNothingWhereNothingWasAsked() {
        gateway().ensure(route());
        gateway().shift(route(), runs("1"));
        assertThat(gateway().watch(route()).take().values()).allMatch(it -> it.requests() == 0);
    }

    @Test
    default void holdsAndReleasesWithoutChangingTheTarget() {
        var old = runs("1");
        gateway().ensure(route());
        gateway().shift(route(), old);
        gateway().hold(route());
        gateway().hold(route());
        assertThat(gateway().target(route())).contains(old);
        gateway().release(route());
        gateway().release(route());
        assertThat(gateway().target(route())).contains(old);
    }

    @Test
    default void replicasShareTheTrafficAndMoveByThemselves() {
        var first = runs("1");
        var second = runs("2");
        var next = runs("3");
        var its = route();
        var lane = new Route(its.place(), its.service(), its.port(), its.publish(), its.networks(), "replica-2");
        gateway().ensure(its);
        gateway().ensure(lane);
        gateway().shift(its, first);
        gateway().shift(lane, second);
        assertThat(gateway().target(its)).contains(first);
        assertThat(gateway().target(lane)).contains(second);
        gateway().shift(lane, next);
        gateway().ensure(its);
        assertThat(gateway().target(its)).contains(first);
        assertThat(gateway().target(lane)).contains(next);
        assertThat(gateway().drain(lane, second, PATIENCE)).isTrue();
        gateway().remove(lane);
        assertThat(gateway().target(lane)).isEmpty();
        assertThat(gateway().target(its)).contains(first);
    }

    @Test
    default void isRemovedForGood() {
        var old = runs("1");
        gateway().ensure(route());
        gateway().shift(route(), old);
        gateway().remove(route());
        gateway().remove(route());
        assertThat(gateway().target(route())).isEmpty();
        gateway().ensure(route());
        assertThat(gateway().target(route())).isEmpty();
    }
}
