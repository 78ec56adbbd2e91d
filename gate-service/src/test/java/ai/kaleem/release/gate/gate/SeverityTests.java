package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.http;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpec.Severity;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.Asked;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SeverityTests {

    private static final Source MAIN = new Source("file:///shop", "main");

    private final World world = new World();

    @Test
    void whatAWarningFindsIsAWarningAndHoldsNothingBack() throws InterruptedException {
        world.acts.put("lint", () -> new Outcome.Failed("exit 1"));

        var run = world.check(before(MAIN, warning("lint"), program("unit", List.of("lint"), "unit")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.reason()).isNull();
        var lint = run.gate("lint").orElseThrow();
        assertThat(lint.result()).isEqualTo(Result.WARN);
        assertThat(lint.summary()).isEqualTo("exit 1");
        assertThat(lint.severity()).isEqualTo(Severity.WARNING);
        assertThat(run.gate("unit").orElseThrow().result()).isEqualTo(Result.PASS);
    }

    @Test
    void aWarningThatCouldNotBeRunIsShownAsThatAndRejectsNothing() throws InterruptedException {
        world.acts.put("lint", () -> new Outcome.Unknown("no memory"));

        var run = world.check(before(MAIN, warning("lint"), program("unit", List.of("lint"), "unit")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.gate("lint").orElseThrow().status()).isEqualTo(Status.ERRORED);
        assertThat(run.gate("unit").orElseThrow().result()).isEqualTo(Result.PASS);
    }

    @Test
    void saysSoWhereOnlyAWarningWasThereAndCouldNotBeRun() throws InterruptedException {
        world.acts.put("lint", () -> new Outcome.Unknown("no memory"));

        var run = world.check(before(MAIN, warning("lint")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.reason()).isEqualTo("No gate was run: lint: no memory");
    }

    @Test
    void aShadowShowsItsFailureAndDecidesNothing() throws InterruptedException {
        world.acts.put("e2e", () -> new Outcome.Failed("exit 1"));

        var run = world.check(before(MAIN, program("unit", "unit"), shadow("e2e")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.reason()).isNull();
        assertThat(run.gate("e2e").orElseThrow().result()).isEqualTo(Result.FAIL);
    }

    @Test
    void aShadowThatCouldNotBeRunDecidesNothing() throws InterruptedException {
        world.acts.put("e2e", () -> new Outcome.Unknown("no memory"));

        var run = world.check(before(MAIN, program("unit", "unit"), shadow("e2e")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.gate("e2e").orElseThrow().status()).isEqualTo(Status.ERRORED);
    }

    @Test
    void saysSoWhereShadowsAloneAreThere() throws InterruptedException {
        var run = world.check(before(MAIN, shadow("e2e")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.reason()).isEqualTo("No gate decides: each is a shadow");
    }

    @Test
    void aShadowThatTakesTooLongIsEndedAndSaysSo() throws InterruptedException {
        world.shadows = Duration.ofMillis(50);
        world.acts.put("e2e", SeverityTests::forEver);

        var run = world.check(before(MAIN, program("unit", "unit"), shadow("e2e"), shadow("load", "e2e")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.gates())
                .extracting(Gate::status)
                .containsExactly(Status.FINISHED, Status.SKIPPED, Status.SKIPPED);
        assertThat(run.gate("e2e").orElseThrow().summary())
                .isEqualTo("ended while it ran: the other gates had ended, and a shadow holds nothing up");
        assertThat(run.processes()).isEmpty();
    }

    @Test
    void afterTheSwitchNobodyWaitsForAShadow() throws InterruptedException {
        world.acts.put("e2e", SeverityTests::forEver);
        var request = Asked.request(
                GatePhase.AFTER,
                MAIN,
                Map.of(),
                "127.0.0.1:1",
                World.NOW.plusSeconds(1),
                http("health", "/health"),
                shadow("e2e"));

        var run = world.check(request);

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.gate("e2e").orElseThrow().status()).isEqualTo(Status.SKIPPED);
    }

    @Test
    void nothingMayFollowFromAShadow() throws InterruptedException {
        var run = world.check(before(MAIN, shadow("e2e"), program("unit", List.of("e2e"), "unit")));

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.reason()).isEqualTo("Gate 'unit' needs 'e2e', which is a shadow: nothing follows from it");
    }

    private static Outcome forEver() throws InterruptedException {
        new CountDownLatch(1).await();
        return new Outcome.Passed("never");
    }

    private static GateSpec warning(String name) {
        return program(name, name).withSeverity(Severity.WARNING);
    }

    private static GateSpec shadow(String name) {
        return shadow(name, name);
    }

    private static GateSpec shadow(String name, String program) {
        return program(name, program).withSeverity(Severity.SHADOW);
    }
}
