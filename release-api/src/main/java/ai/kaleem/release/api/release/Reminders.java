package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.ReportRequested;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an agent that stands still is told again, because a request may be lost with the broker's disk or lie parked. The
 * agent does nothing twice and answers each with its report; a deployment that it may not begin any more it refuses, which
 * ends it.
 */
final class Reminders {

    private Reminders() {}

    static List<Request> toAgent(Release release, Deployment deployment, Patience patience) {
        var report = deployment.reports().agent();
        var agent = deployment.plan().agent();
        var all = new ArrayList<Request>();
        if (report == null) {
            all.add(Requests.deployment(release, deployment, patience));
        }
        var back = wayBack(deployment);
        if (back != null && !goesBack(report)) {
            all.add(new RollbackRequested(
                    release.id(), deployment.id(), agent, deployment.epoch(), back.by(), back.reason()));
        } else if (isToBeKept(deployment)) {
            all.add(new KeepRequested(release.id(), deployment.id(), agent, deployment.epoch()));
        }
        var promotion = Promoting.unheard(release, deployment);
        if (promotion != null && deployment.state() == DeploymentState.DEPLOYING) {
            all.add(promotion);
        }
        if (report != null) {
            all.add(new ReportRequested(release.id(), deployment.id(), agent, null));
        }
        return all;
    }

    private record WayBack(String by, String reason) {}

    /** Who wanted it back; null where nobody did, or the agent itself. */
    private static @Nullable WayBack wayBack(Deployment deployment) {
        var after = deployment.reports().after();
        return switch (deployment.state()) {
            case DEPLOYING ->
                deployment.cancelledBy() == null ? null : new WayBack(deployment.cancelledBy(), "cancelled");
            case ROLLING_BACK ->
                new WayBack(
                        Verification.POLICY,
                        after == null
                                ? Objects.requireNonNullElse(deployment.reason(), "it was not verified")
                                : GateStory.reason(after));
            case REQUESTED, CHECKING, AWAITING_APPROVAL, WAITING, VERIFYING, BAKING -> null;
            case SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED -> null;
        };
    }

    private static boolean goesBack(@Nullable AgentReport report) {
        return report != null
                && (report.phase() == AgentReport.Phase.TURNING_BACK
                        || report.phase().isEnd());
    }

    private static boolean isToBeKept(Deployment deployment) {
        return deployment.state() == DeploymentState.VERIFYING && deployment.isVerified() && !deployment.isRollback();
    }
}
