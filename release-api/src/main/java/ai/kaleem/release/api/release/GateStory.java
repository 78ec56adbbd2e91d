package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Result;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.GateFinished;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads out of gate-service's report which gates got their verdict since the report before, and which spoiled it. */
final class GateStory {

    private GateStory() {}

    static List<ReleaseEvent> gates(
            Deployment deployment, @Nullable GateReport before, GateReport report, Instant now) {
        Set<String> known = before == null
                ? Set.of()
                : before.gates().stream()
                        .filter(GateStory::hasVerdict)
                        .map(GateStory::key)
                        .collect(Collectors.toSet());
        return report.gates().stream()
                .filter(it -> hasVerdict(it) && !known.contains(key(it)))
                .<ReleaseEvent>map(it -> new GateFinished(deployment.id(), now, report.phase(), cut(it)))
                .toList();
    }

    static List<String> spoilers(GateReport report) {
        return report.gates().stream()
                .filter(it -> it.isBlocking() && (it.result() == Result.FAIL || it.status() == Status.ERRORED))
                .map(Gate::name)
                .toList();
    }

    /** What the first gate says of itself. */
    static String summary(GateReport report, String otherwise) {
        return report.gates().stream()
                .map(Gate::summary)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(otherwise);
    }

    /** The cause, named as ours where we could not find out. */
    static String reason(GateReport report) {
        var said = report.reason() == null ? "no reason was given" : report.reason();
        return report.verdict() == Verdict.ERRORED
                ? "We could not find out, which is an error of ours and not of the app: %s".formatted(said)
                : said;
    }

    /** That no gate after the switch was run, though none spoiled it; null where one was, or none is planned. */
    static @Nullable String unverified(Deployment deployment) {
        var report = deployment.reports().after();
        return report == null || report.verdict() != Verdict.PASSED || report.reason() == null
                ? null
                : "Nothing verified it. %s".formatted(report.reason());
    }

    private static boolean hasVerdict(Gate gate) {
        return switch (gate.status()) {
            case FINISHED, ERRORED, SKIPPED -> true;
            case PENDING, RUNNING -> false;
        };
    }

    private static String key(Gate gate) {
        return gate.name() + "#" + gate.attempt();
    }

    private static Gate cut(Gate gate) {
        return gate.withEvidence(AgentStory.tail(gate.evidence()));
    }
}
