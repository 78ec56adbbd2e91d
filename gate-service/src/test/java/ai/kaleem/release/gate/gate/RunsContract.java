package ai.kaleem.release.gate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec.Flaky;
import ai.kaleem.release.common.contract.GateSpec.Severity;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.gate.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of runs promises. */
public interface RunsContract {

    Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    Runs runs();

    /** Another instance of gate-service on the same store. */
    Runs others();

    /** The reports of the run that are told and not yet sent. */
    List<GateReport> untold(RunId id);

    static GateRun aRun() {
        var request = Asked.before(
                new Request.Source("file:///shop", "main"),
                Map.of("api.v1", "ghcr.io/owner/api:1"),
                Asked.program("lint", "true"),
                Asked.program("unit", "true"));
        return GateRun.of(request, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", NOW);
    }

    static GateRun anEnd(GateRun run) {
        return run.endedEarly(Verdict.ERRORED, "no", NOW);
    }

    @Test
    default void findsWhatWasAddedAsItWas() {
        var run = aRun();

        assertThat(runs().add(run)).isTrue();

        assertThat(runs().find(run.id())).contains(run);
        assertThat(untold(run.id())).containsExactly(run.report());
    }

    @Test
    default void addsNoRunTwice() {
        var run = aRun();
        runs().add(run);
        runs().change(run.id(), it -> it.begun(NOW));

        assertThat(runs().add(run)).isFalse();

        assertThat(runs().find(run.id()).orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    default void keepsWhatAGateDecidesAndHowOftenItFailed() {
        var request = Asked.before(
                new Request.Source("file:///shop", "main"),
                Asked.program("lint", "true").withSeverity(Severity.WARNING).withFlaky(new Flaky(2, Duration.ZERO)));
        var run = GateRun.of(request, null, NOW);
        runs().add(run);

        var changed =
                runs().change(run.id(), it -> it.started("lint", NOW).failedOnce("lint", "exit 1; runs again", NOW));

        assertThat(runs().find(run.id())).contains(changed);
        assertThat(changed.gate("lint").orElseThrow())
                .returns(Severity.WARNING, Gate::severity)
                .returns(1, Gate::failures);
    }

    @Test
    default void keepsEveryPartOfARun() {
        var run = aRun();
        runs().add(run);
        var mark = new ProcessMark("a/mark/1", 4711, NOW.minusSeconds(5));

        var changed = runs().change(
                        run.id(),
                        it -> it.begun(NOW)
                                .located("c0ffee".repeat(6) + "c0ff", List.of("feat: ü"), NOW)
                                .resolved(Map.of("api.v1", "ghcr.io/owner/api@sha256:" + "ab".repeat(32)), NOW)
                                .started("lint", NOW)
                                .launched("lint", mark)
                                .started("unit", NOW)
                                .finished("unit", new Outcome.Failed("exit 1"), "no\n".getBytes(), NOW.plusSeconds(1)));

        assertThat(runs().find(run.id())).contains(changed);
        assertThat(changed.processes()).containsEntry("lint", mark);
    }

    @Test
    default void tellsTheNewestReportOnly() {
        var run = aRun();
        runs().add(run);

        var changed = runs().change(run.id(), it -> it.begun(NOW));

        assertThat(untold(run.id())).containsExactly(changed.report());
    }

    @Test
    default void tellsNothingWhereTheReportIsTheSame() {
        var run = aRun();
        runs().add(run);

        runs().change(run.id(), it -> it.launched("lint", new ProcessMark("m", 1, NOW)));

        assertThat(untold(run.id())).containsExactly(run.report());
    }

    @Test
    default void losesNoChangeOfManyAtOnce() throws Exception {
        var run = aRun();
        runs().add(run);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var one : IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> runs().change(run.id(), it -> it.toldAgain(NOW))))
                    .toList()) {
                one.get();
            }
        }

        assertThat(runs().find(run.id()).orElseThrow().revision()).isEqualTo(21);
    }

    @Test
    default void changesNothingThatIsNotThere() {
        assertThatThrownBy(() -> runs().change(aRun().id(), it -> it)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    default void givesARunToOneInstanceUntilItsClaimIsOver() {
        var run = aRun();
        runs().add(run);

        assertThat(runs().unfinished(NOW)).contains(run.id());
        assertThat(runs().claim(run.id(), NOW, NOW.plusSeconds(60))).isTrue();
        assertThat(runs().claim(run.id(), NOW, NOW.plusSeconds(60)))
                .as("our former life's")
                .isTrue();
        assertThat(others().claim(run.id(), NOW.plusSeconds(59), NOW.plusSeconds(90)))
                .isFalse();
        assertThat(others().unfinished(NOW.plusSeconds(59))).doesNotContain(run.id());

        assertThat(others().claim(run.id(), NOW.plusSeconds(61), NOW.plusSeconds(90)))
                .isTrue();
        assertThatThrownBy(() -> runs().changeClaimed(run.id(), it -> it.begun(NOW)))
                .isInstanceOf(Runs.ClaimLost.class);
        assertThatThrownBy(() -> runs().renew(run.id(), NOW.plusSeconds(90))).isInstanceOf(Runs.ClaimLost.class);
    }

    @Test
    default void aReleasedRunIsFreeAtOnce() {
        var run = aRun();
        runs().add(run);
        runs().claim(run.id(), NOW, NOW.plusSeconds(60));

        runs().release(run.id());

        assertThat(others().claim(run.id(), NOW, NOW.plusSeconds(60))).isTrue();
    }

    @Test
    default void nobodyGivesBackWhatAnotherHas() {
        var run = aRun();
        runs().add(run);
        others().claim(run.id(), NOW, NOW.plusSeconds(60));

        runs().release(run.id());

        assertThat(runs().claim(run.id(), NOW, NOW.plusSeconds(60))).isFalse();
    }

    @Test
    default void aRunThatIsOverIsNobodys() {
        var run = aRun();
        runs().add(run);
        runs().change(run.id(), it -> it.endedEarly(Verdict.ERRORED, "no", NOW));

        assertThat(runs().unfinished(NOW)).doesNotContain(run.id());
        assertThat(runs().claim(run.id(), NOW, NOW.plusSeconds(60))).isFalse();
    }
}
