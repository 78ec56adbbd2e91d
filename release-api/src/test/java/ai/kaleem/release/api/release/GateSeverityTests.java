package ai.kaleem.release.api.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec.Severity;
import ai.kaleem.release.common.contract.GateSpec.When;
import ai.kaleem.release.common.contract.ReleaseEvent.ChecksFailed;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Told;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What gates decide, and what gate-service has to know to leave one out. */
class GateSeverityTests {

    private final World world = new World();

    @Test
    void showsWhatEachGateDecides() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(reported(release, Verdict.PASSED, Result.WARN, Severity.WARNING));

        assertThat(world.state(release)).isEqualTo(DeploymentState.DEPLOYING);
        assertThat(world.release(release).view().gates())
                .extracting("name", "result", "severity")
                .containsExactly(
                        tuple("lint", Result.PASS, Severity.BLOCKING), tuple("other", Result.WARN, Severity.WARNING));
    }

    @Test
    void neverNamesAShadowAsWhatSpoiledIt() {
        var release = world.request(Plans.guarded("1.4.0"));
        world.facts.hear(reported(release, Verdict.FAILED, Result.FAIL, Severity.SHADOW));

        assertThat(world.state(release)).isEqualTo(DeploymentState.REJECTED);
        assertThat(world.releases.told())
                .extracting(Told::event)
                .filteredOn(ChecksFailed.class::isInstance)
                .singleElement()
                .extracting(it -> ((ChecksFailed) it).gates())
                .isEqualTo(List.of("lint"));
    }

    @Test
    void tellsTheCommitThatRunsThereWhereAGateAsksWhatChanged() {
        var commit = world.release(world.live(Plans.guarded("1.3.0"))).view().commit();
        var curious = Plans.gate("lint").withWhen(new When(List.of(), List.of("Backend/**")));

        var release = world.request(Plans.plan("1.4.0", List.of(curious), List.of()));

        assertThat(world.asked(GatesRequested.class, release)).singleElement().satisfies(it -> {
            assertThat(it.runs()).isEqualTo(commit).isNotNull();
            assertThat(it.releaseType()).isEqualTo(ReleaseType.REGULAR);
        });
    }

    @Test
    void tellsNoCommitWhereNothingRunsThere() {
        var curious = Plans.gate("lint").withWhen(new When(List.of(), List.of("Backend/**")));

        var release = world.request(Plans.plan("1.4.0", List.of(curious), List.of()));

        assertThat(world.asked(GatesRequested.class, release))
                .singleElement()
                .satisfies(it -> assertThat(it.runs()).isNull());
    }

    private GateReport reported(Placed placed, Verdict verdict, Result other, Severity severity) {
        var report = world.gates(placed, GatePhase.BEFORE, verdict);
        var gates = new ArrayList<Gate>(report.gates());
        gates.add(gates.getFirst().with(it -> it.name("other").result(other).severity(severity)));
        return new GateReport(
                report.releaseId(),
                report.deploymentId(),
                report.phase(),
                report.revision(),
                report.at(),
                report.verdict(),
                report.commit(),
                report.images(),
                report.changes(),
                gates,
                report.reason());
    }
}
