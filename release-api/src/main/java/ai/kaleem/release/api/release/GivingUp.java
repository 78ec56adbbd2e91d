package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent.TurnBroken;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import java.time.Instant;
import java.util.Objects;

/**
 * Giving up a deployment whose agent does not answer: it ends here, and nothing that its agent says later moves it. Should
 * the agent come back, it finds the wish that it goes back, unless what it did was verified.
 */
final class GivingUp {

    private final Release release;
    private final Deployment deployment;

    GivingUp(Release release, Deployment deployment) {
        this.release = release;
        this.deployment = deployment;
    }

    /** False where no agent is at work on it. */
    boolean giveUp(String by, String reason, Instant now) {
        if (!deployment.isUnderWay()) {
            return false;
        }
        var agent = deployment.plan().agent();
        // A rollback has nothing behind it; what is kept settles at the agent as it would have.
        var kept = deployment.isVerified() || deployment.state() == DeploymentState.BAKING;
        if (!deployment.isRollback() && !kept) {
            release.ask(new RollbackRequested(
                    release.id(), deployment.id(), agent, deployment.epoch(), by, "given up: %s".formatted(reason)));
        }
        return release.record(deployment, new TurnBroken(deployment.id(), now, by, reason, agent, lastHeard()));
    }

    private Instant lastHeard() {
        var reports = deployment.reports();
        var silent = reports.silentSince();
        return silent == null ? Objects.requireNonNullElse(reports.heardAt(), deployment.since()) : silent;
    }
}
