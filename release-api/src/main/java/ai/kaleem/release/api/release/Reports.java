package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.Request.GatePhase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest word of each source on a deployment, and when we heard or asked last, by our clock.
 *
 * @param checks of gate-service, before the switch
 * @param after of gate-service, after the switch
 * @param heardAt when the agent was last heard on it
 * @param askedAt when a source was last asked, or gate-service heard, since the state changed
 * @param silentSince since when nothing is known of the agent; null while it is heard
 */
public record Reports(
        @Nullable GateReport checks,
        @Nullable AgentReport agent,
        @Nullable GateReport after,
        @Nullable Instant heardAt,
        @Nullable Instant askedAt,
        @Nullable Instant silentSince) {

    static final Reports NONE = new Reports(null, null, null, null, null, null);

    @Nullable GateReport of(GatePhase phase) {
        return phase == GatePhase.BEFORE ? checks : after;
    }

    boolean isNews(AgentReport report) {
        return agent == null || report.revision() > agent.revision();
    }

    boolean isNews(GateReport report) {
        var known = of(report.phase());
        return known == null || report.revision() > known.revision();
    }

    Reports with(AgentReport report, Instant now) {
        return new Reports(checks, report, after, now, askedAt, silentSince);
    }

    Reports with(GateReport report, Instant now) {
        return report.phase() == GatePhase.BEFORE
                ? new Reports(report, agent, after, heardAt, now, silentSince)
                : new Reports(checks, agent, report, heardAt, now, silentSince);
    }

    Reports heard(Instant now) {
        return new Reports(checks, agent, after, now, askedAt, silentSince);
    }

    Reports asked(@Nullable Instant now) {
        return new Reports(checks, agent, after, heardAt, now, silentSince);
    }

    Reports silent(@Nullable Instant since) {
        return new Reports(checks, agent, after, heardAt, askedAt, since);
    }
}
