package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.ReportSpec;
import ai.kaleem.release.common.contract.ReportSpec.Format;
import ai.kaleem.release.common.contract.Request.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the end of a program and its reports add up to. */
class ReadReportsTests {

    private static final Source MAIN = new Source("file:///shop", "main");

    private final World world = new World();

    @Test
    void saysTheNumbersAndThenHowItEnded() throws InterruptedException {
        world.reported.put(Format.JUNIT, new Outcome.Passed("312 tests passed"));
        world.reported.put(Format.LCOV, new Outcome.Passed("81.0 % of 900 lines covered"));

        var gate = check(new Outcome.Passed("exit 0"), Format.JUNIT, Format.LCOV);

        assertThat(gate.result()).isEqualTo(Result.PASS);
        assertThat(gate.summary()).isEqualTo("312 tests passed; 81.0 % of 900 lines covered (exit 0)");
    }

    @Test
    void aReportFailsWhatEndedWithZero() throws InterruptedException {
        world.reported.put(Format.JUNIT, new Outcome.Failed("312 tests, 2 failed: a, b"));
        world.reported.put(Format.LCOV, new Outcome.Passed("81.0 % of 900 lines covered"));

        var gate = check(new Outcome.Passed("exit 0"), Format.JUNIT, Format.LCOV);

        assertThat(gate.result()).isEqualTo(Result.FAIL);
        assertThat(gate.summary()).isEqualTo("312 tests, 2 failed: a, b (exit 0)");
    }

    @Test
    void aGoodReportDoesNotSaveWhatFailed() throws InterruptedException {
        world.reported.put(Format.JUNIT, new Outcome.Passed("312 tests passed"));

        var gate = check(new Outcome.Failed("exit 1", 1), Format.JUNIT);

        assertThat(gate.result()).isEqualTo(Result.FAIL);
        assertThat(gate.summary()).isEqualTo("312 tests passed (exit 1)");
    }

    @Test
    void whatCannotBeReadIsAnErrorOfOursWhereTheProgramPassed() throws InterruptedException {
        world.reported.put(Format.JUNIT, new Outcome.Unknown("a.xml, line 3: no well-formed XML"));

        assertThat(check(new Outcome.Passed("exit 0"), Format.JUNIT))
                .returns(Status.ERRORED, Gate::status)
                .returns("a.xml, line 3: no well-formed XML (exit 0)", Gate::summary);
        assertThat(check(new Outcome.Failed("exit 2", 2), Format.JUNIT)).returns(Result.FAIL, Gate::result);
    }

    @Test
    void aThresholdDecidesInPlaceOfExitOneAlone() throws InterruptedException {
        world.reported.put(Format.NPM_AUDIT, new Outcome.Passed("vulnerable: 1 low, none of them high or worse"));

        assertThat(check(new Outcome.Failed("exit 1", 1), Format.NPM_AUDIT)).returns(Result.PASS, Gate::result);
        assertThat(check(new Outcome.Failed("exit 2", 2), Format.NPM_AUDIT)).returns(Result.FAIL, Gate::result);
        assertThat(check(new Outcome.Failed("not done within 5m"), Format.NPM_AUDIT))
                .returns(Result.FAIL, Gate::result);
    }

    @Test
    void anAuditThatCouldNotBeMadeIsNoFailureOfTheApp() throws InterruptedException {
        world.reported.put(Format.NPM_AUDIT, new Outcome.Unknown("npm could not audit: 503"));

        assertThat(check(new Outcome.Failed("exit 1", 1), Format.NPM_AUDIT)).returns(Status.ERRORED, Gate::status);
    }

    @Test
    void whatWasEndedFromOutsideHasNoReports() throws InterruptedException {
        world.reported.put(Format.JUNIT, new Outcome.Failed("1 test, 1 failed: a"));

        assertThat(check(new Outcome.Unknown("ended by signal 9"), Format.JUNIT))
                .returns(Status.ERRORED, Gate::status)
                .returns("ended by signal 9", Gate::summary);
    }

    private Gate check(Outcome end, Format... formats) throws InterruptedException {
        world.acts.put("unit", () -> end);
        var reports = List.of(formats).stream()
                .map(it -> new ReportSpec(it, "a", it == Format.NPM_AUDIT ? "high" : null, null))
                .toList();
        return world.check(before(MAIN, program("unit", "unit").withReports(reports)))
                .gate("unit")
                .orElseThrow();
    }
}
