package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpec.Flaky;
import ai.kaleem.release.common.contract.Request.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class FlakyTests {

    private static final Source MAIN = new Source("file:///shop", "main");
    private static final Outcome PASS = new Outcome.Passed("exit 0");
    private static final Outcome FAIL = new Outcome.Failed("exit 1");
    private static final Outcome ERROR = new Outcome.Unknown("no memory");

    private final World world = new World();

    @Test
    void aPassAfterAFailureIsShownAsFlaky() throws InterruptedException {
        answers(FAIL, PASS);

        var run = world.check(before(MAIN, flaky(2)));

        var gate = run.gate("unit").orElseThrow();
        assertThat(gate.result()).isEqualTo(Result.PASS);
        assertThat(gate.summary()).isEqualTo("exit 0; passed at attempt 2 of 3: flaky");
        assertThat(gate.failures()).isEqualTo(1);
        assertThat(gate.attempt()).isEqualTo(2);
    }

    @Test
    void tellsBetweenThemThatItFailedAndRunsAgain() throws InterruptedException {
        answers(FAIL, PASS);

        world.check(before(MAIN, flaky(1)));

        assertThat(world.runs.told())
                .flatExtracting(it -> it.gates())
                .filteredOn(it -> it.status() == Status.PENDING && it.failures() == 1)
                .extracting(it -> it.summary())
                .contains("exit 1; failed at attempt 1 of 2 and runs again");
    }

    @Test
    void failsWhereEveryAttemptDoes() throws InterruptedException {
        answers(FAIL, FAIL, FAIL, PASS);

        var run = world.check(before(MAIN, flaky(2)));

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run.reason()).isEqualTo("unit failed: exit 1; failed at each of 3 attempts");
        assertThat(world.begun).hasSize(3);
    }

    @Test
    void aPassAtOnceIsNotFlaky() throws InterruptedException {
        answers(PASS);

        var gate = world.check(before(MAIN, flaky(2))).gate("unit").orElseThrow();

        assertThat(gate.summary()).isEqualTo("exit 0");
        assertThat(gate.failedBefore()).isNull();
    }

    @Test
    void anErrorOfOursIsNoFailureOfTheApps() throws InterruptedException {
        answers(ERROR, FAIL, ERROR, PASS);

        var gate =
                world.check(before(MAIN, flaky(1).withRetries(2))).gate("unit").orElseThrow();

        assertThat(gate.summary()).isEqualTo("exit 0; passed at attempt 2 of 2: flaky");
        assertThat(gate.attempt()).isEqualTo(4);
    }

    @Test
    void aFailureBeforeACrashOfOursCounts() throws InterruptedException {
        answers(FAIL, FAIL);
        var request = before(MAIN, flaky(1));
        var id = world.checkGates().accept(request, null);
        world.runs.change(id, it -> it.started("unit", World.NOW).failedOnce("unit", "exit 1", World.NOW));

        var run = world.goOn(id);

        assertThat(run.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(world.begun).hasSize(1);
    }

    private void answers(Outcome... outcomes) {
        Deque<Outcome> left = new ArrayDeque<>(Arrays.asList(outcomes));
        world.acts.put("unit", left::remove);
    }

    private static GateSpec flaky(int retries) {
        return program("unit", "unit").withFlaky(new Flaky(retries, Duration.ZERO));
    }
}
