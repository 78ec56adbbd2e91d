package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.environment.MemoryMissedBackups;
import ai.kaleem.release.api.environment.MissedBackups;
import ai.kaleem.release.api.environment.ReadBackups;
import ai.kaleem.release.api.environment.ReadEnvironment;
import ai.kaleem.release.api.plan.OnePlan;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.ReleaseEvent.BackupMissed;
import ai.kaleem.release.common.contract.StoredData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TellMissedBackupsTests {

    private final World world = new World();
    private final MemoryMissedBackups missed = new MemoryMissedBackups();
    private final Instant due = world.clock.instant();

    @Test
    void isToldAnHourAfterItWasDueWithTheReasonAndTheReleaseThatServes() {
        var release = world.live(Plans.bare("1.4.0"));
        world.passes(Duration.ofMinutes(59));
        beat(due, "the disk is full");
        tell(missed).look();
        assertThat(told()).isEmpty();

        world.passes(Duration.ofMinutes(2));
        beat(due, "the disk is full");
        tell(missed).look();

        assertThat(told())
                .containsExactly(new BackupMissed(
                        release.deploymentId(), world.clock.instant(), "redis", due, "the disk is full"));
        assertThat(world.release(release).view().deployments().getFirst().next())
                .isEqualTo("Nothing to do: 1.4.0 serves production.");
    }

    @Test
    void isToldOnceAlsoAfterARestart() {
        world.live(Plans.bare("1.4.0"));
        overdue();
        var tell = tell(missed);
        tell.look();
        world.passes(Duration.ofMinutes(5));
        beat(due, "the disk is full");
        tell.look();
        tell(missed).look();

        assertThat(told()).hasSize(1);
    }

    /** The story has it, the mark was never written. */
    @Test
    void isToldOnceWhereACrashCameBeforeItWasMarked() {
        world.live(Plans.bare("1.4.0"));
        overdue();
        tell(missed).look();

        tell(new MemoryMissedBackups()).look();

        assertThat(told()).hasSize(1);
    }

    /** A crash before it is sent leaves it in a release that ended long ago, where only what is open is searched. */
    @Test
    void isOpenUntilItIsSent() {
        var release = world.live(Plans.bare("1.4.0"));
        world.sweep().sweep();
        assertThat(world.releases.open()).isEmpty();

        overdue();
        tell(missed).look();
        assertThat(world.releases.open()).extracting(it -> it.deploymentId()).containsExactly(release.deploymentId());

        world.sweep().sweep();
        assertThat(world.releases.open()).isEmpty();
        assertThat(world.environments.find("kaleem", "production").orElseThrow().good())
                .hasSize(1);
    }

    @Test
    void isNotToldAgainWithTheNextReleaseBeforeTheAgentHasLookedAgain() {
        world.live(Plans.bare("1.4.0"));
        overdue();
        tell(missed).look();
        world.live(Plans.bare("1.5.0"));

        tell(missed).look();

        assertThat(told()).hasSize(1);
    }

    @Test
    void theNextOneThatIsMissedIsToldToo() {
        world.live(Plans.bare("1.4.0"));
        overdue();
        tell(missed).look();
        world.passes(Duration.ofDays(1));
        beat(due.plus(Duration.ofHours(20)), null);
        tell(missed).look();

        assertThat(told()).extracting(BackupMissed::due).containsExactly(due, due.plus(Duration.ofHours(20)));
    }

    @Test
    void anAgentThatIsSilentIsTheReason() {
        world.live(Plans.bare("1.4.0"));
        var heard = world.clock.instant();
        beat(due, null);
        world.passes(Duration.ofMinutes(61));
        tell(missed).look();

        assertThat(told())
                .singleElement()
                .satisfies(it -> assertThat(it.problem()).isEqualTo("Agent vps-1 was last heard at " + heard));
    }

    @Test
    void waitsForAReleaseInWhoseStoryItCanBeTold() {
        overdue();
        var tell = tell(missed);
        tell.look();
        assertThat(told()).isEmpty();

        world.live(Plans.bare("1.4.0"));
        world.passes(Duration.ofMinutes(1));
        tell.look();
        assertThat(told()).hasSize(1);
    }

    private void overdue() {
        world.passes(Duration.ofMinutes(61));
        beat(due, "the disk is full");
    }

    private void beat(Instant next, @Nullable String problem) {
        var now = world.clock.instant();
        var data = new StoredData(now, List.of(), List.of(new StoredData.Schedule("redis", next, null, problem)));
        var serving = new Serving("kaleem", "production", null, "1.4.0", true, null, data);
        world.agents.heard(new Beat(Plans.AGENT, now, "0.1.0", List.of(serving)), now);
    }

    private List<BackupMissed> told() {
        return world.releases.told().stream()
                .map(it -> it.event())
                .filter(BackupMissed.class::isInstance)
                .map(BackupMissed.class::cast)
                .toList();
    }

    private TellMissedBackups tell(MissedBackups marks) {
        return new TellMissedBackups(
                OnePlan.ofKaleem(world.clock.instant()),
                world.releases,
                world.environments,
                new ReadBackups(world.agents, world.clock),
                new ReadEnvironment(world.environments, world.agents, Duration.ofMinutes(1), world.clock),
                marks,
                world.changes,
                world.clock);
    }
}
