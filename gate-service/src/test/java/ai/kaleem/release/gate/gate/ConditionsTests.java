package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpec.When;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTests {

    private static final Source MAIN = new Source("file:///shop", "main");
    private static final String RUNS = "ab".repeat(20);

    private final World world = new World();

    @Test
    void leavesAGateOutThatIsForOtherTypes() throws InterruptedException {
        var run = world.check(asked(ReleaseType.HOTFIX, RUNS, ofTypes(ReleaseType.REGULAR, ReleaseType.RC)));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.gate("e2e").orElseThrow().status()).isEqualTo(Status.SKIPPED);
        assertThat(run.gate("e2e").orElseThrow().summary()).isEqualTo("runs for REGULAR, RC alone, and this is HOTFIX");
        assertThat(world.begun).isEmpty();
    }

    @Test
    void runsAGateThatIsForThisType() throws InterruptedException {
        world.check(asked(ReleaseType.RC, RUNS, ofTypes(ReleaseType.RC)));

        assertThat(world.begun).containsExactly("e2e");
    }

    @Test
    void runsAGateWhereAnOlderVersionDoesNotSayTheType() throws InterruptedException {
        world.check(asked(null, RUNS, ofTypes(ReleaseType.RC)));

        assertThat(world.begun).containsExactly("e2e");
    }

    @Test
    void leavesAGateOutWhereNothingItLooksAtChanged() throws InterruptedException {
        world.differ = false;

        var run = world.check(asked(ReleaseType.REGULAR, RUNS, whereChanged()));

        assertThat(run.gate("e2e").orElseThrow().summary())
                .isEqualTo("nothing of Backend/**, *.sql is other than in abababababab, which runs there");
        assertThat(world.begun).isEmpty();
    }

    @Test
    void runsAGateWhereSomethingChangedOrNobodyKnows() throws InterruptedException {
        world.check(asked(ReleaseType.REGULAR, RUNS, whereChanged()));
        world.differ = true;
        world.check(asked(ReleaseType.REGULAR, RUNS, whereChanged()));

        assertThat(world.begun).hasSize(2);
    }

    @Test
    void runsAGateWhereNothingRunsYet() throws InterruptedException {
        world.differ = false;

        world.check(asked(ReleaseType.REGULAR, null, whereChanged()));

        assertThat(world.begun).containsExactly("e2e");
    }

    @Test
    void whatIsLeftOutHoldsNothingBackAndWhatItNeedsStillDoes() throws InterruptedException {
        world.differ = false;
        world.acts.put("install", () -> new Outcome.Failed("exit 1"));

        var run = world.check(asked(
                ReleaseType.REGULAR,
                RUNS,
                program("install", "install"),
                whereChanged().withNeeds(List.of("install")),
                program("pack", List.of("e2e"), "pack"),
                program("docs", "docs")));

        assertThat(run.gate("pack").orElseThrow().summary()).isEqualTo("needs install, which did not pass");
        assertThat(world.begun).containsExactlyInAnyOrder("install", "docs");
    }

    private static GatesRequested asked(ReleaseType type, String runs, GateSpec... gates) {
        return before(MAIN, gates).with(it -> it.releaseType(type).runs(runs));
    }

    private static GateSpec ofTypes(ReleaseType... types) {
        return program("e2e", "e2e").withWhen(new When(List.of(types), List.of()));
    }

    private static GateSpec whereChanged() {
        return program("e2e", "e2e").withWhen(new When(List.of(), List.of("Backend/**", "*.sql")));
    }
}
