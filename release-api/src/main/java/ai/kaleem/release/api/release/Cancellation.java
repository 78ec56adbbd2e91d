package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseEvent.Cancelled;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import java.time.Instant;

/** Calling a deployment off: at once before its turn, by the agent's answer before its switch, then no more. */
final class Cancellation {

    private final Release release;
    private final Deployment deployment;

    Cancellation(Release release, Deployment deployment) {
        this.release = release;
        this.deployment = deployment;
    }

    boolean cancel(String by, String reason, Instant now) {
        return switch (deployment.state()) {
            case REQUESTED, CHECKING, AWAITING_APPROVAL, WAITING ->
                release.record(deployment, new Cancelled(deployment.id(), now, by, reason));
            case DEPLOYING -> interrupt(by, reason);
            case VERIFYING, BAKING -> throw TooLateToCancel.hasTraffic(release, deployment);
            case ROLLING_BACK, SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED ->
                throw TooLateToCancel.settled(deployment);
        };
    }

    /** Asks the agent, once. */
    private boolean interrupt(String by, String reason) {
        if (deployment.preempts()) {
            throw TooLateToCancel.rollback();
        }
        if (deployment.cancelledBy() != null) {
            return false;
        }
        deployment.cancelledBy(by);
        var agent = deployment.plan().agent();
        release.ask(new RollbackRequested(release.id(), deployment.id(), agent, deployment.epoch(), by, reason));
        return true;
    }
}
