package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.gate.gate.RunFolders.RunFolder;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Runs the gates of a run, each as soon as those it needs have passed. */
final class RunGates {

    private final Runs runs;
    private final Programs programs;
    private final Probes probes;
    private final GateLogs logs;
    private final Policy policy;
    private final Crew crew;
    private final GateWatch watch;
    private final Clock clock;
    private final Semaphore places;

    RunGates(
            Runs runs,
            Programs programs,
            Probes probes,
            GateLogs logs,
            Policy policy,
            Crew crew,
            GateWatch watch,
            Clock clock) {
        this.runs = runs;
        this.programs = programs;
        this.probes = probes;
        this.logs = logs;
        this.policy = policy;
        this.crew = crew;
        this.watch = watch;
        this.clock = clock;
        this.places = new Semaphore(policy.parallel(), true);
    }

    /** By what everything that an attempt at a gate started is known. */
    static String mark(RunId run, Gate gate) {
        return "%s/%s/%d".formatted(run, gate.name(), gate.attempt());
    }

    /**
     * Returns when every gate has ended.
     *
     * @param folder where programs run; null where there is no source, so that they are skipped
     */
    void run(GateRun run, @Nullable RunFolder folder) throws InterruptedException {
        Map<String, CompletableFuture<Gate>> ends = new HashMap<>();
        run.request().gates().forEach(it -> ends.put(it.name(), new CompletableFuture<>()));
        try (var hands = crew.hire()) {
            var all = run.request().gates().stream()
                    .<Future<?>>map(spec -> hands.submit(() -> inTurn(run, spec, folder, ends)))
                    .toList();
            try {
                for (var one : all) {
                    one.get();
                }
            } catch (ExecutionException | InterruptedException e) {
                // The first gate that cannot go on takes the others with it: their run is no longer ours.
                hands.shutdownNow();
                throw asItWas(e);
            }
        }
    }

    private @Nullable Void inTurn(
            GateRun run, GateSpec spec, @Nullable RunFolder folder, Map<String, CompletableFuture<Gate>> ends)
            throws InterruptedException {
        var end = Objects.requireNonNull(ends.get(spec.name()));
        try {
            var before = run.gate(spec.name()).orElseThrow();
            if (before.status() == Status.PENDING || before.status() == Status.RUNNING) {
                var obstacle = obstacle(run, spec, folder, ends);
                end.complete(
                        obstacle.isPresent() ? skip(run.id(), spec, obstacle.get()) : attempts(run.id(), spec, folder));
            } else {
                end.complete(before);
            }
            return null;
        } catch (ExecutionException e) {
            end.completeExceptionally(e);
            throw asItWas(e);
        } catch (InterruptedException | RuntimeException | Error e) {
            end.completeExceptionally(e);
            throw e;
        }
    }

    /** Waits for what the gate needs. Returns why it cannot run, if so. */
    private static Optional<String> obstacle(
            GateRun run, GateSpec spec, @Nullable RunFolder folder, Map<String, CompletableFuture<Gate>> ends)
            throws InterruptedException, ExecutionException {
        if (spec.run() != null && folder == null) {
            return Optional.of("no source: the release names images alone");
        }
        for (var name : Needs.runnable(run.request().gates(), spec, folder != null)) {
            var need = Objects.requireNonNull(ends.get(name)).get();
            if (need.result() != Result.PASS && need.result() != Result.WARN) {
                return Optional.of("needs %s, which %s"
                        .formatted(name, need.status() == Status.SKIPPED ? "was skipped" : "did not pass"));
            }
        }
        return Optional.empty();
    }

    private Gate skip(RunId id, GateSpec spec, String why) throws InterruptedException {
        return runs.changeClaimed(id, it -> it.skipped(spec.name(), why, clock.instant()))
                .gate(spec.name())
                .orElseThrow();
    }

    private Gate attempts(RunId id, GateSpec spec, @Nullable RunFolder folder) throws InterruptedException {
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

    /** What a task threw, or that we are interrupted; anything else is thrown here. */
    static InterruptedException asItWas(Exception e) {
        Throwable cause = e;
        while (cause instanceof ExecutionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case InterruptedException it -> it;
            case RuntimeException it -> throw it;
            case Error it -> throw it;
            default -> throw new IllegalStateException(cause);
        };
    }
}
