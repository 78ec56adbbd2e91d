package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.http;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.Asked;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CheckGatesTests {

    private static final Source MAIN = new Source("file:///shop", "main");

    private final World world = new World();

    @Test
    void passesWhenEveryGatePasses() throws InterruptedException {
        var run = world.check(before(MAIN, program("lint", "lint"), program("unit", List.of("lint"), "unit")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run.reason()).isNull();
        assertThat(run.commit()).isEqualTo(World.COMMIT);
        assertThat(world.begun).containsExactly("lint", "unit");
        assertThat(run.gates()).extracting(Gate::evidence).containsExactly("output of lint\n", "output of unit\n");
        assertThat(run.processes()).isEmpty();
        assertThat(world.removed).containsExactly(run.id());
    }

    @Test
    void tellsAReportWithAGrowingRevisionOfEachChange() throws InterruptedException {
        var run = world.check(before(MAIN, program("lint", "lint")));

        assertThat(world.runs.told()).extracting(GateReport::revision).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(world.runs.told().getLast()).isEqualTo(run.report());
    }

    @Test
    void runsIndependentGatesAtOnce() throws InterruptedException {
        var both = new CyclicBarrier(2);
        World.Act meet = () -> {
            try {
                both.await(10, TimeUnit.SECONDS);
                return new Outcome.Passed("met");
            } catch (Exception e) {
                return new Outcome.Failed("alone");
            }
        };
        world.acts.put("lint", meet);
        world.acts.put("unit", meet);

        var run = world.check(before(MAIN, program("lint", "lint"), program("unit", "unit")));

        assertThat(run.verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void runsNoMoreProgramsAtOnceThanTheHostAllows() throws InterruptedException {
        var narrow = new World(1);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        for (var name : List.of("a", "b", "c")) {
            narrow.acts.put(name, () -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.yield();
                now.decrementAndGet();
                return new Outcome.Passed("exit 0");
            });
        }

        narrow.check(before(MAIN, program("a", "a"), program("b", "b"), program("c", "c")));

        assertThat(narrow.begun).hasSize(3);
        assertThat(most).hasValue(1);
    }

    @Test
    void skipsWhatNeedsAFailureAndWhatNeedsThat() throws InterruptedException {
        world.acts.put("install", () -> new Outcome.Failed("exit 1"));

        var run = world.check(before(
                MAIN,
                program("deploy", List.of("unit"), "deploy"),
                program("unit", List.of("install"), "unit"),
                program("install", "install"),
                program("lint", "lint")));

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.reason()).isEqualTo("install failed: exit 1");
        assertThat(world.begun).containsExactlyInAnyOrder("install", "lint");
        assertThat(run.gate("unit").orElseThrow().summary()).isEqualTo("needs install, which did not pass");
        assertThat(run.gate("deploy").orElseThrow().summary()).isEqualTo("needs unit, which was skipped");
    }

    @Test
    void triesAnErrorOfOursAgainAndNeverAFailure() throws InterruptedException {
        var tries = new AtomicInteger();
        world.acts.put(
                "unit",
                () -> tries.incrementAndGet() < 3 ? new Outcome.Unknown("no memory") : new Outcome.Passed("exit 0"));
        world.acts.put("lint", () -> new Outcome.Failed("exit 1"));

        var run = world.check(before(MAIN, retried("unit", 2), retried("lint", 2)));

        assertThat(run.gate("unit").orElseThrow().attempt()).isEqualTo(3);
        assertThat(run.gate("unit").orElseThrow().result()).isEqualTo(Result.PASS);
        assertThat(run.gate("lint").orElseThrow().attempt()).isEqualTo(1);
    }

    @Test
    void anErrorOfOursIsNeverShownAsTheAppsFailure() throws InterruptedException {
        world.acts.put("unit", () -> new Outcome.Unknown("no memory"));

        var run = world.check(before(MAIN, retried("unit", 1)));

        assertThat(run.verdict()).isEqualTo(Verdict.ERRORED);
        assertThat(run.reason()).isEqualTo("unit could not be run: no memory");
        assertThat(run.gate("unit").orElseThrow().status()).isEqualTo(Status.ERRORED);
        assertThat(run.gate("unit").orElseThrow().result()).isNull();
        assertThat(world.begun).hasSize(2);
    }

    @Test
    void aFailureThatWasFoundOutweighsWhatCouldNotBeFound() throws InterruptedException {
        world.acts.put("unit", () -> new Outcome.Unknown("no memory"));
        world.acts.put("lint", () -> new Outcome.Failed("exit 1"));

        var run = world.check(before(MAIN, program("unit", "unit"), program("lint", "lint")));

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.reason()).isEqualTo("lint failed: exit 1");
    }

    @Test
    void aBugOfOursInAGateIsAnErrorOfOurs() throws InterruptedException {
        world.acts.put("unit", () -> {
            throw new IllegalStateException("a bug");
        });

        assertThat(world.check(before(MAIN, program("unit", "unit"))).verdict()).isEqualTo(Verdict.ERRORED);
    }

    @Test
    void questionsAfterTheSwitchNeedNeitherRepositoryNorRegistry() throws InterruptedException {
        world.probed = new Outcome.Failed("HTTP 500, not 200");
        var request = Asked.request(
                GatePhase.AFTER,
                MAIN,
                Map.of("api", "ghcr.io/owner/api:1"),
                "127.0.0.1:1",
                World.NOW.plusSeconds(1),
                http("health", "/health"));

        var run = world.check(request);

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.reason()).isEqualTo("health failed: HTTP 500, not 200");
        assertThat(world.asked).isEmpty();
    }

    @Test
    void beginsNothingAfterItsTime() throws InterruptedException {
        var late = Asked.request(
                GatePhase.BEFORE, MAIN, Map.of(), null, World.NOW.minusSeconds(1), program("unit", "unit"));

        var run = world.check(late);

        assertThat(run.verdict()).isEqualTo(Verdict.ERRORED);
        assertThat(run.reason()).startsWith("the request came too late");
        assertThat(world.begun).isEmpty();
    }

    @Test
    void refusesGatesThatCanNeverRun() throws InterruptedException {
        var circle = world.check(before(
                MAIN,
                program("a", List.of("b"), "a"),
                program("b", List.of("c"), "b"),
                program("c", List.of("b"), "c")));
        assertThat(circle.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(circle.reason()).isEqualTo("The gates need each other in a circle: b -> c -> b");

        assertThat(world.check(before(MAIN, program("a", List.of("x"), "a"))).reason())
                .isEqualTo("Gate 'a' needs 'x', which the plan does not have");
        assertThat(world.check(before(MAIN, program("a", "a"), program("a", "b")))
                        .reason())
                .isEqualTo("The plan names gate 'a' twice");
    }

    @Test
    void acceptsARequestOnce() throws InterruptedException {
        var request = before(MAIN, program("unit", "unit"));
        var first = world.check(request);

        assertThat(world.checkGates().accept(request, null)).isEqualTo(first.id());
        assertThat(world.runs.find(first.id())).contains(first);
    }

    @Test
    void tellsItsReportAgainWhenAsked() throws InterruptedException {
        var run = world.check(before(MAIN));

        world.checkGates().tellAgain(run.id().deploymentId(), GatePhase.BEFORE);

        assertThat(world.runs.told().getLast().revision()).isEqualTo(run.revision() + 1);
        assertThat(world.runs.told().getLast().verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aReportOfNothingIsNotInvented() {
        world.checkGates().tellAgain(RunsContract.aRun().id().deploymentId(), GatePhase.AFTER);

        assertThat(world.runs.told()).isEmpty();
    }

    private static GateSpec retried(String name, int retries) {
        return program(name, name).withRetries(retries);
    }
}
