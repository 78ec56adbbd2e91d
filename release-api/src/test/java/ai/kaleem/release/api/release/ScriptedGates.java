package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.GatesRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A gate-service with the fates of a test. */
final class ScriptedGates {

    private record Key(DeploymentId deployment, GatePhase phase) {}

    private static final class Run {
        private final GatesRequested request;
        private Verdict verdict = Verdict.RUNNING;
        private long revision = 0;

        private Run(GatesRequested request) {
            this.request = request;
        }
    }

    private final Map<Key, Run> runs = new LinkedHashMap<>();
    private final Function<DeploymentId, Fate> fates;
    private final Consumer<GateReport> facts;
    private final Clock clock;

    ScriptedGates(Function<DeploymentId, Fate> fates, Consumer<GateReport> facts, Clock clock) {
        this.fates = fates;
        this.facts = facts;
        this.clock = clock;
    }

    void take(Request request) {
        switch (request) {
            case GatesRequested it ->
                say(runs.computeIfAbsent(new Key(it.deploymentId(), it.phase()), key -> new Run(it)));
            case ReportRequested it -> {
                var run = runs.get(new Key(it.deploymentId(), it.phase()));
                if (run != null) {
                    say(run);
                }
            }
            default -> throw new IllegalArgumentException("No request of gate-service's");
        }
    }

    /** The oldest run gets its verdict; false where all have theirs. */
    boolean work() {
        var next = runs.values().stream()
                .filter(it -> it.verdict == Verdict.RUNNING)
                .findFirst();
        next.ifPresent(run -> {
            var fate = fates.apply(run.request.deploymentId());
            run.verdict = run.request.phase() == GatePhase.BEFORE ? fate.before() : fate.after();
            say(run);
        });
        return next.isPresent();
    }

    private void say(Run run) {
        facts.accept(new GateReport(
                run.request.releaseId(),
                run.request.deploymentId(),
                run.request.phase(),
                ++run.revision,
                clock.instant(),
                run.verdict,
                null,
                Map.of(),
                List.of(),
                List.of(),
                run.verdict == Verdict.PASSED || run.verdict == Verdict.RUNNING ? null : "so it was to be"));
    }
}
