package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gates of a run as they stand, in the plan's order, and what they add up to. */
record Gates(List<Gate> all) {

    static Gates pending(List<GateSpec> specs) {
        return new Gates(specs.stream()
                .map(it -> new Gate(it.name(), Status.PENDING, null, 0, null, null, null, null))
                .toList());
    }

    /** The next attempt begins. */
    Gates started(String name, Instant now) {
        return with(name, it -> new Gate(name, Status.RUNNING, null, it.attempt() + 1, now, null, null, null));
    }

    Gates finished(String name, Outcome outcome, byte[] tail, Instant now) {
        var result = switch (outcome) {
            case Outcome.Passed it -> Result.PASS;
            case Outcome.Failed it -> Result.FAIL;
            case Outcome.Unknown it -> null;
        };
        var status = result == null ? Status.ERRORED : Status.FINISHED;
        var text = Evidence.of(tail, result == Result.PASS, all.size());
        var evidence = text.isEmpty() ? null : text;
        return with(
                name,
                it -> new Gate(name, status, result, it.attempt(), it.startedAt(), now, outcome.summary(), evidence));
    }

    Gates skipped(String name, String why, Instant now) {
        return with(name, it -> new Gate(name, Status.SKIPPED, null, it.attempt(), null, now, why, null));
    }

    /** It will run once more. */
    Gates again(String name, String why) {
        return with(name, it -> new Gate(name, Status.PENDING, null, it.attempt(), it.startedAt(), null, why, null));
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

    /** A failure that was found outweighs what we could not find out; where nothing was found out at all, it says so. */
    Sum sum() {
        if (all.stream().anyMatch(it -> it.result() == Result.FAIL)) {
            return new Sum(Verdict.FAILED, reasons("%s failed: %s", it -> it.result() == Result.FAIL));
        }
        if (all.stream().anyMatch(it -> it.status() == Status.ERRORED)) {
            return new Sum(Verdict.ERRORED, reasons("%s could not be run: %s", it -> it.status() == Status.ERRORED));
        }
        if (!all.isEmpty() && all.stream().allMatch(it -> it.status() == Status.SKIPPED)) {
            return new Sum(Verdict.PASSED, "No gate was run: %s".formatted(reasons("%s: %s", it -> true)));
        }
        return new Sum(Verdict.PASSED, null);
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
