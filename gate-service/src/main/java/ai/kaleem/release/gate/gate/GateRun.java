package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                Gates.pending(request.gates()).all(),
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

    /** The image of these services is where the agents find it. */
    GateRun sent(List<String> services, String reference, Instant now) {
        var more = new HashMap<>(images);
        services.forEach(it -> more.put(it, reference));
        return resolved(more, now);
    }

    /** The next attempt at the gate begins. */
    GateRun started(String name, Instant now) {
        return with(new Gates(gates).started(name, now), now);
    }

    /** Its process is there. Tells nothing new. */
    GateRun launched(String name, ProcessMark mark) {
        var more = new HashMap<>(processes);
        more.put(name, mark);
        return new Next().processes(more).unchanged();
    }

    GateRun finished(String name, Outcome outcome, byte[] tail, Instant now) {
        return with(new Gates(gates).finished(name, outcome, tail, now), now).withoutProcess(name);
    }

    /** It failed, as it may: it is run again. */
    GateRun failedOnce(String name, String why, Instant now) {
        return with(new Gates(gates).failed(name, why), now).withoutProcess(name);
    }

    GateRun skipped(String name, String why, Instant now) {
        return with(new Gates(gates).skipped(name, why, now), now);
    }

    /** Nobody waits any longer for a shadow that has no verdict yet. */
    GateRun leftBehind(String name, Instant now) {
        var status = gate(name).orElseThrow().status();
        return status == Status.PENDING || status == Status.RUNNING
                ? skipped(name, "ended while it ran: the other gates had ended, and a shadow holds nothing up", now)
                        .withoutProcess(name)
                : this;
    }

    /** We were stopped while it ran: it will run again. */
    GateRun interrupted(String name, Instant now) {
        return again(name, "interrupted, runs again", now).withoutProcess(name);
    }

    /** Its verdict stands on files that are gone: it will run again. */
    GateRun again(String name, String why, Instant now) {
        return with(new Gates(gates).again(name, why), now);
    }

    GateRun toldAgain(Instant now) {
        return new Next().at(now);
    }

    /** Ends the run without having asked all its gates; those are skipped. */
    GateRun endedEarly(Verdict verdict, String reason, Instant now) {
        return new Next()
                .gates(new Gates(gates).abandoned(reason, now))
                .processes(Map.of())
                .verdict(verdict, reason)
                .at(now);
    }

    /** Ends the run with the verdict that its gates add up to. */
    GateRun ended(Instant now) {
        var sum = new Gates(gates).sum();
        return new Next().verdict(sum.verdict(), sum.reason()).at(now);
    }

    private GateRun with(Gates next, Instant now) {
        return new Next().gates(next).at(now);
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

        Next gates(Gates now) {
            nextGates = now.all();
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
