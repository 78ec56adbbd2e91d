package ai.kaleem.release.api.environment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environment.Holder;
import ai.kaleem.release.api.environment.Turn.HeldBy;
import ai.kaleem.release.api.environment.Turn.Taken;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every keeper of turns promises. */
public interface EnvironmentsContract {

    Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    /** Empty ones. */
    Environments environments();

    @Test
    default void aFreeTurnIsTakenUnderANewEpoch() {
        var all = environments();
        var first = DeploymentId.next();
        var second = DeploymentId.next();

        assertThat(all.take("kaleem", "production", ReleaseId.next(), first)).isEqualTo(new Taken(1, null));
        all.giveBack("kaleem", "production", first);
        assertThat(all.take("kaleem", "production", ReleaseId.next(), second)).isEqualTo(new Taken(2, null));
    }

    @Test
    default void theHolderAskingAgainGetsTheSameEpoch() {
        var all = environments();
        var holder = DeploymentId.next();
        var release = ReleaseId.next();

        assertThat(all.take("kaleem", "production", release, holder))
                .isEqualTo(all.take("kaleem", "production", release, holder));
    }

    @Test
    default void aHeldTurnNamesItsHolder() {
        var all = environments();
        var holder = DeploymentId.next();
        all.take("kaleem", "production", ReleaseId.next(), holder);

        assertThat(all.take("kaleem", "production", ReleaseId.next(), DeploymentId.next()))
                .isEqualTo(new HeldBy(holder));
        assertThat(all.held())
                .singleElement()
                .extracting(Environment::holder)
                .extracting(Holder::deploymentId)
                .isEqualTo(holder);
    }

    @Test
    default void environmentsDoNotMind() {
        var all = environments();
        all.take("kaleem", "production", ReleaseId.next(), DeploymentId.next());

        assertThat(all.take("kaleem", "staging", ReleaseId.next(), DeploymentId.next()))
                .isEqualTo(new Taken(1, null));
        assertThat(all.take("shop", "production", ReleaseId.next(), DeploymentId.next()))
                .isEqualTo(new Taken(1, null));
    }

    @Test
    default void onlyTheHolderGivesBack() {
        var all = environments();
        var holder = DeploymentId.next();
        all.take("kaleem", "production", ReleaseId.next(), holder);
        all.giveBack("kaleem", "production", DeploymentId.next());
        assertThat(all.held()).hasSize(1);

        all.giveBack("kaleem", "production", holder);
        all.giveBack("kaleem", "production", holder);
        assertThat(all.held()).isEmpty();
    }

    @Test
    default void onlyTheHoldersTurnIsFenced() {
        var all = environments();
        var holder = DeploymentId.next();
        var release = ReleaseId.next();
        all.take("kaleem", "production", release, holder);
        all.fence("kaleem", "production", DeploymentId.next());
        assertThat(all.take("kaleem", "production", release, holder)).isEqualTo(new Taken(1, null));

        all.fence("kaleem", "production", holder);
        assertThat(all.take("kaleem", "production", release, holder)).isEqualTo(new Taken(2, null));
    }

    @Test
    default void aRollbackSeizesTheTurnAndNamesWhomItAborts() {
        var all = environments();
        var holder = DeploymentId.next();
        var rollback = DeploymentId.next();
        var release = ReleaseId.next();
        all.take("kaleem", "production", ReleaseId.next(), holder);

        assertThat(all.seize("kaleem", "production", release, rollback)).isEqualTo(new Taken(2, holder));
        assertThat(all.seize("kaleem", "production", release, rollback)).isEqualTo(new Taken(2, holder));
        all.giveBack("kaleem", "production", holder);
        assertThat(all.held()).hasSize(1);
    }

    @Test
    default void aFreeTurnSeizedAbortsNobody() {
        assertThat(environments().seize("kaleem", "production", ReleaseId.next(), DeploymentId.next()))
                .isEqualTo(new Taken(1, null));
    }

    @Test
    default void theLaterRollbackWins() {
        var all = environments();
        var first = DeploymentId.next();
        var second = DeploymentId.next();
        all.seize("kaleem", "production", ReleaseId.next(), second);
        assertThat(all.seize("kaleem", "production", ReleaseId.next(), first)).isEqualTo(new HeldBy(second));

        var third = DeploymentId.next();
        assertThat(all.seize("kaleem", "production", ReleaseId.next(), third)).isEqualTo(new Taken(2, second));
    }

    @Test
    default void whatRanWellIsRemembered() {
        var all = environments();
        var one = succeed(all, "1.3.0");
        var other = succeed(all, "1.4.0");

        var now = all.find("kaleem", "production").orElseThrow();
        assertThat(now.current()).contains(other);
        assertThat(now.beforeCurrent()).contains(one);
    }

    @Test
    default void aRollbackTakesOffWhatItWentBackBehind() {
        var all = environments();
        var oldest = succeed(all, "1.2.0");
        var target = succeed(all, "1.3.0");
        succeed(all, "1.4.0");
        var rollback = DeploymentId.next();
        all.seize("kaleem", "production", target.releaseId(), rollback);
        all.remember("kaleem", "production", new Good(rollback, target.releaseId(), "1.3.0", AT), 4, true);

        var now = all.find("kaleem", "production").orElseThrow();
        assertThat(now.current().orElseThrow().version()).isEqualTo("1.3.0");
        assertThat(now.beforeCurrent()).contains(oldest);
    }

    @Test
    default void ofManyAtOnceOneGetsTheTurn() throws Exception {
        var all = environments();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = IntStream.range(0, 40)
                    .<Callable<Turn>>mapToObj(
                            i -> () -> all.take("kaleem", "production", ReleaseId.next(), DeploymentId.next()))
                    .toList();
            var turns =
                    threads.invokeAll(asking).stream().map(it -> it.resultNow()).toList();
            assertThat(turns).filteredOn(Taken.class::isInstance).containsExactly(new Taken(1, null));
        }
    }

    @Test
    default void whatRanWellIsRememberedOnceAlsoWhereAnotherHasTheTurn() {
        var all = environments();
        var target = succeed(all, "1.3.0");
        var release = new Good(DeploymentId.next(), ReleaseId.next(), "1.4.0", AT);
        all.take("kaleem", "production", release.releaseId(), release.deploymentId());
        var rollback = DeploymentId.next();
        all.seize("kaleem", "production", target.releaseId(), rollback);
        all.remember("kaleem", "production", release, 2, false);
        all.remember("kaleem", "production", release, 2, false);

        var meanwhile = all.find("kaleem", "production").orElseThrow();
        assertThat(meanwhile.good()).containsExactly(target, release);
        assertThat(meanwhile.holder()).isNotNull();

        var back = new Good(rollback, target.releaseId(), "1.3.0", AT);
        all.remember("kaleem", "production", back, 3, true);
        all.remember("kaleem", "production", release, 2, false);
        assertThat(all.find("kaleem", "production").orElseThrow().good()).containsExactly(back);
    }

    @Test
    default void whereItWasGivenAwayThereIsNothingToGoBackTo() {
        var all = environments();
        succeed(all, "1.3.0");
        var late = new Good(DeploymentId.next(), ReleaseId.next(), "1.4.0", AT);
        var deployment = DeploymentId.next();
        var turn = (Taken) all.take("kaleem", "production", ReleaseId.next(), deployment);

        all.leave("kaleem", "production", turn.epoch());
        all.leave("kaleem", "production", turn.epoch());
        all.remember("kaleem", "production", late, turn.epoch() - 1, false);

        assertThat(all.find("kaleem", "production").orElseThrow().good()).isEmpty();
        assertThat(all.find("kaleem", "production").orElseThrow().holder()).isNotNull();
        all.giveBack("kaleem", "production", deployment);
        var adopted = succeed(all, "2.0.0");
        all.leave("kaleem", "production", turn.epoch());
        assertThat(all.find("kaleem", "production").orElseThrow().good()).containsExactly(adopted);
    }

    @Test
    default void anOlderRollbackNeverGetsTheTurnAfterANewerOne() {
        var all = environments();
        var older = DeploymentId.next();
        var newer = DeploymentId.next();
        all.seize("kaleem", "production", ReleaseId.next(), newer);
        all.giveBack("kaleem", "production", newer);

        assertThat(all.seize("kaleem", "production", ReleaseId.next(), older)).isEqualTo(new HeldBy(newer));
        var release = DeploymentId.next();
        all.take("kaleem", "production", ReleaseId.next(), release);
        assertThat(all.seize("kaleem", "production", ReleaseId.next(), older)).isEqualTo(new HeldBy(newer));
        assertThat(all.find("kaleem", "production").orElseThrow().holder())
                .extracting(Holder::deploymentId)
                .isEqualTo(release);
    }

    private static Good succeed(Environments all, String version) {
        var deployment = DeploymentId.next();
        var good = new Good(deployment, ReleaseId.next(), version, AT);
        var turn = (Taken) all.take("kaleem", "production", good.releaseId(), deployment);
        all.remember("kaleem", "production", good, turn.epoch(), false);
        all.giveBack("kaleem", "production", deployment);
        return good;
    }
}
