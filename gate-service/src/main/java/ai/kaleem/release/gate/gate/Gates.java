package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateBuilder;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.GateSpec.Severity;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gates of a run as they stand, in the plan's order, and what they add up to. */
record Gates(List<Gate> all) {

    static Gates pending(List<GateSpec> specs) {
        return new Gates(specs.stream().map(Gates::pending).toList());
    }

    private static Gate pending(GateSpec spec) {
        return GateBuilder.builder()
                .name(spec.name())
                .status(Status.PENDING)
                .severity(spec.severity())
                .build();
    }

    /** The next attempt begins. */
    Gates started(String name, Instant now) {
        return with(
                name,
                gate -> cleared(gate, Status.RUNNING)
                        .attempt(gate.attempt() + 1)
                        .startedAt(now)
                        .build());
    }

    /** What a gate that only warns finds is a warning. */
    Gates finished(String name, Outcome outcome, byte[] tail, Instant now) {
        return with(name, gate -> {
            var result = switch (outcome) {
                case Outcome.Passed it -> Result.PASS;
                case Outcome.Failed it -> gate.severity() == Severity.WARNING ? Result.WARN : Result.FAIL;
                case Outcome.Unknown it -> null;
            };
            var text = Evidence.of(tail, result == Result.PASS, all.size());
            return cleared(gate, result == null ? Status.ERRORED : Status.FINISHED)
                    .result(result)
                    .finishedAt(now)
                    .summary(outcome.summary())
                    .evidence(text.isEmpty() ? null : text)
                    .build();
        });
    }

    Gates skipped(String name, String why, Instant now) {
        return with(
                name,
                gate -> cleared(gate, Status.SKIPPED)
                        .startedAt(null)
                        .finishedAt(now)
                        .summary(why)
                        .build());
    }

    /** It will run once more. */
    Gates again(String name, String why) {
        return with(name, gate -> cleared(gate, Status.PENDING).summary(why).build());
    }

    /** It failed and is tried once more, which the next report says with it. */
    Gates failed(String name, String why) {
        return with(
                name,
                gate -> cleared(gate, Status.PENDING)
                        .failedBefore(gate.failures() + 1)
                        .summary(why)
                        .build());
    }

    /** Without what an attempt before this has found. */
    private static GateBuilder cleared(Gate gate, Status status) {
        return GateBuilder.builder(gate)
                .status(status)
                .result(null)
                .finishedAt(null)
                .summary(null)
                .evidence(null);
    }

    /** Whatever has no verdict yet will not get one. */
    Gates abandoned(String reason, Instant now) {
        var gates = this;
        for (var gate : all) {
            if (gate.status() == Status.PENDING || gate.status() == Status.RUNNING) {
                gates = gates.skipped(gate.name(), "not run: %s".formatted(reason), now);
            }
        }
        return gates;
    }

    /**
     * What blocks decides alone. A failure that was found outweighs what we could not find out; where nothing was found out
     * at all, it says so.
     */
    Sum sum() {
        if (all.stream().anyMatch(Gates::isFailure)) {
            return new Sum(Verdict.FAILED, reasons("%s failed: %s", Gates::isFailure));
        }
        if (all.stream().anyMatch(it -> it.isBlocking() && it.status() == Status.ERRORED)) {
            return new Sum(
                    Verdict.ERRORED,
                    reasons("%s could not be run: %s", it -> it.isBlocking() && it.status() == Status.ERRORED));
        }
        var told = all.stream().filter(it -> it.severity() != Severity.SHADOW).toList();
        if (told.isEmpty() && !all.isEmpty()) {
            return new Sum(Verdict.PASSED, "No gate decides: each is a shadow");
        }
        if (!told.isEmpty() && told.stream().noneMatch(it -> it.status() == Status.FINISHED)) {
            return new Sum(
                    Verdict.PASSED, "No gate was run: %s".formatted(new Gates(told).reasons("%s: %s", it -> true)));
        }
        return new Sum(Verdict.PASSED, null);
    }

    private static boolean isFailure(Gate gate) {
        return gate.isBlocking() && gate.result() == Result.FAIL;
    }

    record Sum(Verdict verdict, @Nullable String reason) {}

    private String reasons(String words, Predicate<Gate> spoils) {
        return all.stream()
                .filter(spoils)
                .map(it -> words.formatted(it.name(), it.summary()))
                .collect(Collectors.joining("; "));
    }

    private Gates with(String name, UnaryOperator<Gate> change) {
        return new Gates(all.stream()
                .map(it -> it.name().equals(name) ? change.apply(it) : it)
                .toList());
    }
}
