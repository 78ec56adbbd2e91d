package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One phase of checks of one deployment. A value: a change gives the next one, with a greater revision where the report is
 * another one.
 *
 * @param traceparent of the span that asked; null where there was none
 * @param at of the newest revision
 * @param begunAt null until it is worked on
 * @param processes of the gates that run now, by gate, once they are there
 */
public record GateRun(
        GatesRequested request,
        @Nullable String traceparent,
        long revision,
        Instant at,
        @Nullable Instant begunAt,
        Verdict verdict,
        @Nullable String commit,
        Map<String, String> images,
        List<String> changes,
        List<Gate> gates,
        Map<String, ProcessMark> processes,
        @Nullable String reason) {

    static GateRun of(GatesRequested request, @Nullable String traceparent, Instant now) {
        var gates = request.gates().stream()
                .map(it -> new Gate(it.name(), Status.PENDING, null, 0, null, null, null, null))
                .toList();
        return new GateRun(
                request,
                traceparent,
                1,
                now,
                null,
                Verdict.RUNNING,
                null,
                request.images(),
                List.of(),
                gates,
                Map.of(),
                null);
    }

    public RunId id() {
        return RunId.of(request);
    }

    public boolean isOver() {
        return verdict != Verdict.RUNNING;
    }

    public Optional<Gate> gate(String name) {
        return gates.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    GateSpec spec(String name) {
        return request.gates().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public GateReport report() {
        return new GateReport(
                request.releaseId(),
                request.deploymentId(),
                request.phase(),
                revision,
                at,
                verdict,
                commit,
                images,
                changes,
                gates,
                reason);
    }

    GateRun begun(Instant now) {
        return begunAt != null ? this : new Next().begunAt(now).at(now);
    }

    GateRun located(String commit, List<String> changes, Instant now) {
        return new Next().commit(commit).changes(changes).at(now);
    }

    GateRun resolved(Map<String, String> images, Instant now) {
        return images.equals(this.images) ? this : new Next().images(images).at(now);
    }

    /** The next attempt at the gate begins. */
    GateRun started(String name, Instant now) {
        return gate(name, it -> new Gate(name, Status.RUNNING, null, it.attempt() + 1, now, null, null, null), now);
    }

    /** Its process is there. Tells nothing new. */
    GateRun launched(String name, ProcessMark mark) {
        var all = new HashMap<>(processes);
        all.put(name, mark);
        return new Next().processes(all).unchanged();
    }

    GateRun finished(String name, Outcome outcome, byte[] tail, Instant now) {
        var result = switch (outcome) {
            case Outcome.Passed it -> Result.PASS;
            case Outcome.Failed it -> Result.FAIL;
            case Outcome.Unknown it -> null;
        };
        var status = result == null ? Status.ERRORED : Status.FINISHED;
        var evidence = Evidence.of(tail, result == Result.PASS, gates.size());
        return gate(
                        name,
                        it -> new Gate(
                                name,
                                status,
                                result,
                                it.attempt(),
                                it.startedAt(),
                                now,
                                outcome.summary(),
                                evidence.isEmpty() ? null : evidence),
                        now)
                .withoutProcess(name);
    }

    GateRun skipped(String name, String why, Instant now) {
        return gate(name, it -> new Gate(name, Status.SKIPPED, null, it.attempt(), null, now, why, null), now);
    }

    /** We were stopped while it ran: it will run again. */
    GateRun interrupted(String name, Instant now) {
        return again(name, "interrupted, runs again", now).withoutProcess(name);
    }

    /** Its verdict stands on files that are gone: it will run again. */
    GateRun again(String name, String why, Instant now) {
        return gate(
                name, it -> new Gate(name, Status.PENDING, null, it.attempt(), it.startedAt(), null, why, null), now);
    }

    GateRun toldAgain(Instant now) {
        return new Next().at(now);
    }

    /** Ends the run without having asked its gates; they are skipped. */
    GateRun endedEarly(Verdict verdict, String reason, Instant now) {
        var run = this;
        for (var gate : gates) {
            if (gate.status() == Status.PENDING || gate.status() == Status.RUNNING) {
                run = run.skipped(gate.name(), "not run: %s".formatted(reason), now)
                        .withoutProcess(gate.name());
            }
        }
        return run.new Next().verdict(verdict, reason).at(now);
    }

    /** Ends the run with the verdict that its gates add up to. A failure that was found outweighs what we could not find out. */
    GateRun ended(Instant now) {
        var spoilers = gates.stream()
                .filter(it -> it.result() == Result.FAIL || it.status() == Status.ERRORED)
                .toList();
        if (spoilers.isEmpty()) {
            return new Next().verdict(Verdict.PASSED, null).at(now);
        }
        var failed = spoilers.stream().anyMatch(it -> it.result() == Result.FAIL);
        var reason = new StringBuilder();
        for (var gate : spoilers) {
            if (!failed || gate.result() == Result.FAIL) {
                reason.append(reason.isEmpty() ? "" : "; ")
                        .append(gate.name())
                        .append(failed ? " failed: " : " could not be run: ")
                        .append(gate.summary());
            }
        }
        return new Next()
                .verdict(failed ? Verdict.FAILED : Verdict.ERRORED, reason.toString())
                .at(now);
    }

    private GateRun gate(String name, UnaryOperator<Gate> change, Instant now) {
        return new Next()
                .gates(gates.stream()
                        .map(it -> it.name().equals(name) ? change.apply(it) : it)
                        .toList())
                .at(now);
    }

    private GateRun withoutProcess(String name) {
        var rest = new HashMap<>(processes);
        rest.remove(name);
        return new Next().processes(rest).unchanged();
    }

    /** Collects what is another in the next value. */
    private final class Next {
        private @Nullable Instant begun = begunAt;
        private Verdict nextVerdict = verdict;
        private @Nullable String nextCommit = commit;
        private Map<String, String> nextImages = images;
        private List<String> nextChanges = changes;
        private List<Gate> nextGates = gates;
        private Map<String, ProcessMark> nextProcesses = processes;
        private @Nullable String nextReason = reason;

        Next begunAt(Instant now) {
            begun = now;
            return this;
        }

        Next verdict(Verdict now, @Nullable String why) {
            nextVerdict = now;
            nextReason = why;
            return this;
        }

        Next commit(String hash) {
            nextCommit = hash;
            return this;
        }

        Next images(Map<String, String> resolved) {
            nextImages = Map.copyOf(resolved);
            return this;
        }

        Next changes(List<String> lines) {
            nextChanges = List.copyOf(lines);
            return this;
        }

        Next gates(List<Gate> all) {
            nextGates = all;
            return this;
        }

        Next processes(Map<String, ProcessMark> all) {
            nextProcesses = Map.copyOf(all);
            return this;
        }

        /** With a revision of its own. */
        GateRun at(Instant now) {
            return make(revision + 1, now);
        }

        /** The report is the same. */
        GateRun unchanged() {
            return make(revision, at);
        }

        private GateRun make(long nextRevision, Instant nextAt) {
            return new GateRun(
                    request,
                    traceparent,
                    nextRevision,
                    nextAt,
                    begun,
                    nextVerdict,
                    nextCommit,
                    nextImages,
                    nextChanges,
                    nextGates,
                    nextProcesses,
                    nextReason);
        }
    }
}
