package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.gate.gate.RunFolders.RunFolder;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Makes the attempts at one gate, until there is a verdict or no more of them. */
final class Attempts {

    private final Runs runs;
    private final Programs programs;
    private final Probes probes;
    private final GateLogs logs;
    private final Policy policy;
    private final GateWatch watch;
    private final Clock clock;
    private final Semaphore places;

    Attempts(Runs runs, Programs programs, Probes probes, GateLogs logs, Policy policy, GateWatch watch, Clock clock) {
        this.runs = runs;
        this.programs = programs;
        this.probes = probes;
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
        var pause = policy.backOff();
        for (int left = spec.retries(); ; left--) {
            var gate = inPlace(id, spec, folder);
            if (gate.status() != Status.ERRORED || left <= 0) {
                return gate;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    /** Programs wait until there is a place for them on this host; questions cost nothing. */
    private Gate inPlace(RunId id, GateSpec spec, @Nullable RunFolder folder) throws InterruptedException {
        if (spec.run() == null) {
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
        if (gate.attempt() > 1 + spec.retries() + policy.interruptions()) {
            outcome = new Outcome.Unknown(
                    "interrupted too often: gate-service ended %d times while it ran".formatted(gate.attempt() - 1));
        } else {
            try (var log = logs.open(id, name)) {
                if (gate.attempt() > 1) {
                    log.line("--- attempt %d ---".formatted(gate.attempt()));
                }
                outcome = watch.watch(id, spec, () -> outcome(run, gate, spec, folder, log));
                tail = log.tail();
            } catch (IOException e) {
                outcome = new Outcome.Unknown("its log cannot be written: %s".formatted(e));
            }
        }
        var found = outcome;
        var evidence = tail;
        return runs.changeClaimed(id, it -> it.finished(name, found, evidence, clock.instant()))
                .gate(name)
                .orElseThrow();
    }

    private Outcome outcome(GateRun run, Gate gate, GateSpec spec, @Nullable RunFolder folder, GateLog log)
            throws InterruptedException {
        try {
            var command = spec.run();
            if (command != null && folder != null) {
                var call = new Programs.Call(
                        mark(run.id(), gate), command, folder.checkout(), folder.home(), spec.timeout());
                return programs.run(
                        call, log, mark -> runs.changeClaimed(run.id(), it -> it.launched(gate.name(), mark)));
            }
            return probes.ask(spec, run.request().publish(), log);
        } catch (Runs.ClaimLost e) {
            throw e;
        } catch (RuntimeException e) {
            return new Outcome.Unknown("an error of ours: %s".formatted(e));
        }
    }
}
