package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.gate.gate.RunFolders.RunFolder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes the attempts at one gate, until there is a verdict or no more of them. */
final class Attempts {

    private final Runs runs;
    private final PerformGate perform;
    private final GateLogs logs;
    private final Policy policy;
    private final GateWatch watch;
    private final Clock clock;
    private final Semaphore places;

    Attempts(Runs runs, PerformGate perform, GateLogs logs, Policy policy, GateWatch watch, Clock clock) {
        this.runs = runs;
        this.perform = perform;
        this.logs = logs;
        this.policy = policy;
        this.watch = watch;
        this.clock = clock;
        this.places = new Semaphore(policy.parallel(), true);
    }

    /** By what everything that an attempt at a gate started is known. */
    static String mark(RunId run, Gate gate) {
        return "%s/%s/%d".formatted(run, gate.name(), gate.attempt());
    }

    /** @param folder where a program runs */
    Gate make(RunId id, GateSpec spec, @Nullable RunFolder folder) throws InterruptedException {
        var flaky = spec.flaky();
        var pause = policy.backOff();
        var rest = flaky == null ? Duration.ZERO : flaky.backOff();
        for (int left = spec.retries(); ; ) {
            var gate = inPlace(id, spec, folder);
            if (gate.status() == Status.PENDING) {
                Thread.sleep(rest);
                rest = rest.multipliedBy(2);
            } else if (gate.status() == Status.ERRORED && left-- > 0) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
            } else {
                return gate;
            }
        }
    }

    /** Work waits until there is a place for it on this host; questions cost nothing. */
    private Gate inPlace(RunId id, GateSpec spec, @Nullable RunFolder folder) throws InterruptedException {
        if (!spec.isWork()) {
            return attempt(id, spec, folder);
        }
        places.acquire();
        try {
            return attempt(id, spec, folder);
        } finally {
            places.release();
        }
    }

    private Gate attempt(RunId id, GateSpec spec, @Nullable RunFolder folder) throws InterruptedException {
        var name = spec.name();
        var run = runs.changeClaimed(id, it -> it.started(name, clock.instant()));
        var gate = run.gate(name).orElseThrow();
        Outcome outcome;
        byte[] tail = {};
        if (gate.attempt() > 1 + spec.retries() + gate.failures() + policy.interruptions()) {
            outcome = new Outcome.Unknown(
                    "interrupted too often: gate-service ended %d times while it ran".formatted(gate.attempt() - 1));
        } else {
            try (var log = logs.open(id, name)) {
                if (gate.attempt() > 1) {
                    log.line("--- attempt %d ---".formatted(gate.attempt()));
                }
                outcome = watch.watch(id, spec, () -> perform.perform(run, gate, spec, folder, log));
                tail = log.tail();
            } catch (IOException e) {
                outcome = new Outcome.Unknown("its log cannot be written: %s".formatted(e));
            }
        }
        var found = outcome;
        var evidence = tail;
        var flaky = spec.flaky();
        var mayFail = flaky == null ? 0 : flaky.retries();
        if (found instanceof Outcome.Failed && gate.failures() < mayFail) {
            var why = "%s; failed at attempt %d of %d and runs again"
                    .formatted(found.summary(), gate.failures() + 1, mayFail + 1);
            return changed(id, name, it -> it.failedOnce(name, why, clock.instant()));
        }
        return changed(
                id,
                name,
                it -> it.finished(name, withFailures(found, gate.failures(), mayFail), evidence, clock.instant()));
    }

    private Gate changed(RunId id, String name, UnaryOperator<GateRun> change) throws InterruptedException {
        return runs.changeClaimed(id, change).gate(name).orElseThrow();
    }

    /** Says of a verdict how many failures came before it. */
    private static Outcome withFailures(Outcome outcome, int failures, int mayFail) {
        if (failures == 0) {
            return outcome;
        }
        return switch (outcome) {
            case Outcome.Passed(var summary) ->
                new Outcome.Passed(
                        "%s; passed at attempt %d of %d: flaky".formatted(summary, failures + 1, mayFail + 1));
            case Outcome.Failed(var summary, var exit) ->
                new Outcome.Failed("%s; failed at each of %d attempts".formatted(summary, failures + 1));
            case Outcome.Unknown it -> it;
        };
    }
}
