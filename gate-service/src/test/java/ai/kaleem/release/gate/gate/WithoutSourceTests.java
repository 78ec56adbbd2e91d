package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.http;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.gate.Asked;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rollback, and a release that names images alone, bring no source to run programs in. */
class WithoutSourceTests {

    private final World world = new World();

    @Test
    void withoutASourceProgramsAreSkippedAndQuestionsAsked() throws InterruptedException {
        var run = world.check(before(null, program("unit", "unit"), http("health", "/health")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.gate("unit").orElseThrow().summary()).isEqualTo("no source: the release names images alone");
        assertThat(world.begun).containsExactly("/health");
    }

    @Test
    void whatCannotRunWithoutASourceHoldsNoQuestionBack() throws InterruptedException {
        world.probed = new Outcome.Failed("HTTP 500, not 200");
        var run = world.check(after(
                program("install", "install"),
                program("smoke", List.of("install"), "smoke"),
                needing(http("orders", "/orders"), "smoke")));

        assertThat(world.begun).containsExactly("/orders");
        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.gate("smoke").orElseThrow().summary()).isEqualTo("no source: the release names images alone");
    }

    @Test
    void aFailureHoldsBackAlsoWhatNeedsItThroughAProgramWithoutSource() throws InterruptedException {
        world.probed = new Outcome.Failed("HTTP 500, not 200");
        var run = world.check(after(
                http("health", "/health"),
                program("smoke", List.of("health"), "smoke"),
                needing(http("orders", "/orders"), "smoke")));

        assertThat(world.begun).containsExactly("/health");
        assertThat(run.gate("orders").orElseThrow().summary()).isEqualTo("needs health, which did not pass");
    }

    @Test
    void saysThatItPassedWithoutAnyGate() throws InterruptedException {
        var run = world.check(after(program("smoke", "smoke")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.reason()).isEqualTo("No gate was run: smoke: no source: the release names images alone");
    }

    /** As a rollback asks: of what runs, without a source. */
    private static GatesRequested after(GateSpec... gates) {
        return Asked.request(GatePhase.AFTER, null, Map.of(), "127.0.0.1:1", World.NOW.plusSeconds(1), gates);
    }

    private static GateSpec needing(GateSpec gate, String... needs) {
        return gate.withNeeds(List.of(needs));
    }
}
