package ai.kaleem.release.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.system.chaos.Schedule.Blow;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A seed is a schedule. */
class ScheduleTests {

    @Test
    void aSeedMeansTheSameEachTime() {
        assertThat(schedule(5)).isEqualTo(schedule(5)).isNotEqualTo(schedule(6));
    }

    @Test
    void killsAsOftenAsItIsTold() {
        for (int seed = 0; seed < 200; seed++) {
            assertThat(schedule(seed).blows().stream().mapToInt(Blow::kills).sum())
                    .isEqualTo(200);
        }
    }

    @Test
    void leavesTheFirstReleaseOfEachShopAlone() {
        var settings = Settings.usual();
        assertThat(Schedule.of(settings).blows()).allMatch(it -> it.release() > settings.shops());
    }

    @Test
    void triesEveryFaultAndEveryKindInALongRun() {
        var schedule = schedule(1);
        assertThat(schedule.blows()).extracting(Blow::fault).containsAll(Fault.USUAL);
        assertThat(schedule.asks()).extracting(Schedule.Ask::kind).contains(Kind.values());
        assertThat(schedule.asks()).extracting(Schedule.Ask::manner).contains(Schedule.Manner.values());
    }

    @Test
    void leavesAnEngineAloneThatOthersUse() {
        var schedule = Schedule.of(Settings.usual().with(1, 200, 400));
        assertThat(schedule.blows()).extracting(Blow::fault).doesNotContain(Fault.ENGINE, Fault.CONTAINERD);
    }

    @Test
    void strikesWithNothingElseThanItIsTold() {
        var settings = Settings.usual().with(1, 40, 25);
        assertThat(Schedule.of(settings.striking(Set.of(Fault.NOTIFIER, Fault.PAST_REQUEST)))
                        .blows())
                .extracting(Blow::fault)
                .containsOnly(Fault.NOTIFIER, Fault.PAST_REQUEST);
    }

    @Test
    void asksForNothingPastWhereAShopHasNone() {
        var settings = Settings.usual().with(1, 200, 5);
        assertThat(Schedule.of(settings).blows()).extracting(Blow::fault).doesNotContain(Fault.PAST_REQUEST);
    }

    @Test
    void strikesAsOftenWhereNothingKills() {
        var settings = Settings.usual().with(1, 40, 25).striking(Set.of(Fault.EVENTS_UNBOUND));
        assertThat(Schedule.of(settings).blows()).hasSize(40);
    }

    private static Schedule schedule(long seed) {
        return Schedule.of(Settings.usual().with(seed, 200, 400).killingTheEngineToo());
    }
}
