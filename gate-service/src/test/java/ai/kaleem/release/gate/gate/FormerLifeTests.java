package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.Source;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The former life crashed while 'unit' ran: 'install' had passed, 'e2e' had not begun. */
class FormerLifeTests {

    private final World world = new World();
    private RunId id;

    @BeforeEach
    void crash() {
        id = world.checkGates()
                .accept(
                        before(
                                new Source("file:///shop", "main"),
                                program("install", "install"),
                                program("unit", List.of("install"), "unit"),
                                program("e2e", List.of("unit"), "e2e")),
                        null);
        world.runs.change(
                id,
                it -> it.begun(World.NOW)
                        .located(World.COMMIT, List.of("feat: one"), World.NOW)
                        .started("install", World.NOW)
                        .finished("install", new Outcome.Passed("exit 0"), new byte[0], World.NOW)
                        .started("unit", World.NOW));
        world.fresh = false;
    }

    @Test
    void endsWhatStillRunsBeforeItRunsAgain() throws InterruptedException {
        var mark = new ProcessMark("of a former life", 4711, World.NOW);
        world.runs.change(id, it -> it.launched("unit", mark));

        var run = world.goOn(id);

        assertThat(world.ended).containsExactly("of a former life");
        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.gates()).extracting(Gate::attempt).containsExactly(1, 2, 1);
        assertThat(world.begun).containsExactly("unit", "e2e");
    }

    @Test
    void findsAProcessThatTheCrashLeftUnnoted() throws InterruptedException {
        world.goOn(id);

        assertThat(world.ended).containsExactly("%s/unit/1".formatted(id));
    }

    @Test
    void asksForTheCommitNoMore() throws InterruptedException {
        world.goOn(id);

        assertThat(world.asked).isEmpty();
    }

    @Test
    void runsAgainWhatLeftItsFilesInATreeThatIsGone() throws InterruptedException {
        world.fresh = true;

        var run = world.goOn(id);

        assertThat(world.begun).containsExactly("install", "unit", "e2e");
        assertThat(run.gates()).extracting(Gate::attempt).containsExactly(2, 2, 1);
    }

    @Test
    void givesUpAGateThatMayBeWhatBringsUsDown() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            world.runs.change(id, it -> it.interrupted("unit", World.NOW).started("unit", World.NOW));
        }

        var run = world.goOn(id);

        assertThat(run.verdict()).isEqualTo(Verdict.ERRORED);
        assertThat(run.gate("unit").orElseThrow().status()).isEqualTo(Status.ERRORED);
        assertThat(run.gate("unit").orElseThrow().summary()).startsWith("interrupted too often");
        assertThat(world.begun).isEmpty();
    }
}
