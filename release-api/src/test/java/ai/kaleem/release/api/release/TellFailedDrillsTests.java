package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.environment.ReadDrills;
import ai.kaleem.release.api.plan.OnePlan;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.ReleaseEvent.DrillFailed;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.StoredData;
import ai.kaleem.release.common.contract.StoredData.Drill;
import ai.kaleem.release.common.contract.StoredData.DrillState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TellFailedDrillsTests {

    private final World world = new World();

    @Test
    void isToldOnceOfTheReleaseThatServedAlsoByAnotherInstance() {
        var release = world.live(Plans.bare("1.4.0"));
        beat(drill("one", DrillState.FAILED, release), drill("zero", DrillState.PASSED, release));
        var tell = tell();
        tell.look();
        world.passes(Duration.ofMinutes(1));
        tell.look();
        world.live(Plans.bare("1.5.0"));
        tell().look();

        assertThat(told())
                .singleElement()
                .returns(release.deploymentId(), DrillFailed::deploymentId)
                .returns("one", DrillFailed::drill)
                .returns("redis", DrillFailed::datastore)
                .returns("dump.rdb.zst", DrillFailed::backup)
                .returns("7 keys are missing", DrillFailed::problem);
        assertThat(world.release(release).view().deployments().getFirst().next())
                .doesNotContain("drill");
    }

    @Test
    void eachThatFailsIsTold() {
        var release = world.live(Plans.bare("1.4.0"));
        var one = drill("one", DrillState.FAILED, release);
        beat(one);
        var tell = tell();
        tell.look();
        world.passes(Duration.ofMinutes(1));
        beat(drill("two", DrillState.FAILED, release), one);
        tell.look();

        assertThat(told()).extracting(DrillFailed::drill).containsExactly("one", "two");
    }

    @Test
    void whatRunsOrWaitsIsNoNews() {
        var release = world.live(Plans.bare("1.4.0"));
        beat(drill("one", DrillState.RUNNING, release), drill("two", DrillState.WAITING, release));
        tell().look();

        assertThat(told()).isEmpty();
    }

    /** A crash before it is sent leaves it in a release that ended long ago, where only what is open is searched. */
    @Test
    void isOpenUntilItIsSent() {
        var release = world.live(Plans.bare("1.4.0"));
        world.sweep().sweep();
        assertThat(world.releases.open()).isEmpty();

        beat(drill("one", DrillState.FAILED, release));
        tell().look();
        assertThat(world.releases.open()).extracting(it -> it.deploymentId()).containsExactly(release.deploymentId());

        world.sweep().sweep();
        assertThat(world.releases.open()).isEmpty();
    }

    @Test
    void oneOfAnUnknownReleaseHoldsUpNoOther() {
        var release = world.live(Plans.bare("1.4.0"));
        var unknown = new Placed(ReleaseId.next(), release.deploymentId());
        beat(drill("one", DrillState.FAILED, unknown), drill("two", DrillState.FAILED, release));
        tell().look();

        assertThat(told()).extracting(DrillFailed::drill).containsExactly("two");
    }

    private Drill drill(String id, DrillState state, Placed of) {
        var now = world.clock.instant();
        return new Drill(
                id,
                "redis",
                "dump.rdb.zst",
                state,
                now,
                now,
                "7 keys are missing",
                List.of(),
                of.releaseId(),
                of.deploymentId());
    }

    private void beat(Drill... drills) {
        var now = world.clock.instant();
        var data = new StoredData(now, List.of(), List.of(), List.of(drills));
        var serving = new Serving("kaleem", "production", null, "1.4.0", true, null, data);
        world.agents.heard(new Beat(Plans.AGENT, now, "0.1.0", List.of(serving)), now);
    }

    private List<DrillFailed> told() {
        return world.releases.told().stream()
                .map(it -> it.event())
                .filter(DrillFailed.class::isInstance)
                .map(DrillFailed.class::cast)
                .toList();
    }

    private TellFailedDrills tell() {
        return new TellFailedDrills(
                OnePlan.ofKaleem(world.clock.instant()),
                world.releases,
                new ReadDrills(world.agents),
                world.changes,
                world.clock);
    }
}
