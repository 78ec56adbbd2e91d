package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.Request.GatePhase;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest word of each source on a deployment, and when we heard or asked last, by our clock.
 *
 * @param checks of gate-service, before the switch
 * @param after of gate-service, after the switch
 * @param settled of gate-service, after the release had succeeded; null where an older version stored it
 * @param heardAt when the agent was last heard on it
 * @param askedAt when a source was last asked, or gate-service heard, since the state changed
 * @param silentSince since when nothing is known of the agent; null while it is heard
 */
@RecordBuilder
public record Reports(
        @Nullable GateReport checks,
        @Nullable AgentReport agent,
        @Nullable GateReport after,
        @Nullable Instant heardAt,
        @Nullable Instant askedAt,
        @Nullable Instant silentSince,
        @Nullable GateReport settled)
        implements ReportsBuilder.With {

    static final Reports NONE = new Reports(null, null, null, null, null, null, null);

    @Nullable GateReport of(GatePhase phase) {
        return switch (phase) {
            case BEFORE -> checks;
            case AFTER -> after;
            case SETTLED -> settled;
        };
    }

    boolean isNews(AgentReport report) {
        return agent == null || report.revision() > agent.revision();
    }

    boolean isNews(GateReport report) {
        var known = of(report.phase());
        return known == null || report.revision() > known.revision();
    }

    Reports with(AgentReport report, Instant now) {
        return withAgent(report).withHeardAt(now);
    }

    Reports with(GateReport report, Instant now) {
        return switch (report.phase()) {
            case BEFORE -> withChecks(report).withAskedAt(now);
            case AFTER -> withAfter(report).withAskedAt(now);
            case SETTLED -> withSettled(report);
        };
    }

    Reports heard(Instant now) {
        return withHeardAt(now);
    }

    /** Without captured output, which is most of what they weigh. */
    Reports brief() {
        return withChecks(brief(checks))
                .withAgent(brief(agent))
                .withAfter(brief(after))
                .withSettled(brief(settled));
    }

    private static @Nullable AgentReport brief(@Nullable AgentReport it) {
        if (it == null) {
            return null;
        }
        var steps = it.steps().stream()
                .map(step ->
                        new Step(step.name(), step.state(), step.startedAt(), step.finishedAt(), step.detail(), null))
                .toList();
        return new AgentReport(
                it.releaseId(),
                it.deploymentId(),
                it.agent(),
                it.app(),
                it.environment(),
                it.epoch(),
                it.revision(),
                it.at(),
                it.phase(),
                steps,
                it.backups(),
                it.images(),
                it.confirmBy(),
                it.bakeUntil(),
                it.serving(),
                it.reason(),
                it.next(),
                it.lostSince(),
                it.paused());
    }

    private static @Nullable GateReport brief(@Nullable GateReport it) {
        if (it == null) {
            return null;
        }
        var gates = it.gates().stream().map(gate -> gate.withEvidence(null)).toList();
        return new GateReport(
                it.releaseId(),
                it.deploymentId(),
                it.phase(),
                it.revision(),
                it.at(),
                it.verdict(),
                it.commit(),
                it.images(),
                it.changes(),
                gates,
                it.reason());
    }

    Reports asked(@Nullable Instant now) {
        return withAskedAt(now);
    }

    Reports silent(@Nullable Instant since) {
        return withSilentSince(since);
    }
}
