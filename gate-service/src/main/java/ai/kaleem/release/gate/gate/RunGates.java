package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpec.Severity;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.gate.gate.RunFolders.RunFolder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs the gates of a run, each as soon as those it needs have passed. */
final class RunGates {

    private final Runs runs;
    private final Attempts attempts;
    private final Policy policy;
    private final Crew crew;
    private final Clock clock;

    RunGates(Runs runs, Attempts attempts, Policy policy, Crew crew, Clock clock) {
        this.runs = runs;
        this.attempts = attempts;
        this.policy = policy;
        this.crew = crew;
        this.clock = clock;
    }

    /**
     * Returns when every gate has ended. A shadow holds nothing up: where the others have ended it has a while left before the
     * switch, and none after it.
     *
     * @param folder where programs run; null where there is no source, so that they are skipped
     * @param leftOut why gates are not there for this release, by gate
     */
    void run(GateRun run, @Nullable RunFolder folder, Map<String, String> leftOut) throws InterruptedException {
        var turns = new Turns(run, folder, leftOut);
        try (var hands = crew.hire()) {
            var shadows = new ArrayList<Future<?>>();
            var others = new ArrayList<Future<?>>();
            for (var spec : run.request().gates()) {
                (spec.isShadow() ? shadows : others).add(hands.submit(() -> turns.take(spec)));
            }
            try {
                for (var one : others) {
                    one.get();
                }
                awaitShadows(run, shadows);
            } catch (ExecutionException | InterruptedException e) {
                // The first gate that cannot go on takes the others with it: their run is no longer ours.
                hands.shutdownNow();
                throw asItWas(e);
            }
        }
        for (var spec : run.request().gates()) {
            if (spec.isShadow()) {
                runs.changeClaimed(run.id(), it -> it.leftBehind(spec.name(), clock.instant()));
            }
        }
    }

    private void awaitShadows(GateRun run, List<Future<?>> shadows) throws InterruptedException, ExecutionException {
        var patience = run.request().phase() == GatePhase.BEFORE ? policy.shadows() : Duration.ZERO;
        var until = System.nanoTime() + patience.toNanos();
        for (var shadow : shadows) {
            try {
                shadow.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                shadow.cancel(true);
            }
        }
    }

    /** The gates of one run, each of which waits for others. */
    private final class Turns {

        private final GateRun run;
        private final @Nullable RunFolder folder;
        private final Map<String, String> leftOut;
        private final Map<String, CompletableFuture<Gate>> ends = new HashMap<>();

        Turns(GateRun run, @Nullable RunFolder folder, Map<String, String> leftOut) {
            this.run = run;
            this.folder = folder;
            this.leftOut = leftOut;
            run.request().gates().forEach(it -> ends.put(it.name(), new CompletableFuture<>()));
        }

        @Nullable Void take(GateSpec spec) throws InterruptedException {
            var end = Objects.requireNonNull(ends.get(spec.name()));
            try {
                var before = run.gate(spec.name()).orElseThrow();
                if (before.status() == Status.PENDING || before.status() == Status.RUNNING) {
                    var obstacle = obstacle(spec);
                    end.complete(
                            obstacle.isPresent() ? skip(spec, obstacle.get()) : attempts.make(run.id(), spec, folder));
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
        private Optional<String> obstacle(GateSpec spec) throws InterruptedException, ExecutionException {
            var condition = leftOut.get(spec.name());
            if (condition != null) {
                return Optional.of(condition);
            }
            if (!isThere(spec)) {
                return Optional.of("no source: the release names images alone");
            }
            for (var name : Needs.runnable(run.request().gates(), spec, this::isThere)) {
                var need = Objects.requireNonNull(ends.get(name)).get();
                if (!letsGoOn(need)) {
                    return Optional.of("needs %s, which %s"
                            .formatted(name, need.status() == Status.SKIPPED ? "was skipped" : "did not pass"));
                }
            }
            return Optional.empty();
        }

        private boolean isThere(GateSpec spec) {
            return !leftOut.containsKey(spec.name()) && (!spec.isOfSource() || folder != null);
        }

        /** One that only warns holds nothing back, whatever became of it. */
        private static boolean letsGoOn(Gate need) {
            return switch (need.status()) {
                case FINISHED -> need.result() != Result.FAIL;
                case ERRORED -> need.severity() == Severity.WARNING;
                case PENDING, RUNNING, SKIPPED -> false;
            };
        }

        private Gate skip(GateSpec spec, String why) throws InterruptedException {
            return runs.changeClaimed(run.id(), it -> it.skipped(spec.name(), why, clock.instant()))
                    .gate(spec.name())
                    .orElseThrow();
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
