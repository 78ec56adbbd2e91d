package ai.kaleem.release.api.release;

import static ai.kaleem.release.common.contract.DeploymentState.*;

import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.*;
import java.util.List;
import java.util.Optional;

/** The state machine of a deployment, one edge a line. What fits no edge moves nothing. */
public final class Edges {

    public record Edge(DeploymentState from, Class<? extends ReleaseEvent> on, DeploymentState to) {}

    public static final List<Edge> ALL = List.of(
            new Edge(REQUESTED, ChecksStarted.class, CHECKING),
            new Edge(REQUESTED, Queued.class, WAITING),
            new Edge(REQUESTED, Cancelled.class, CANCELLED),
            new Edge(CHECKING, ChecksPassed.class, AWAITING_APPROVAL),
            new Edge(CHECKING, ChecksFailed.class, REJECTED),
            new Edge(CHECKING, Expired.class, FAILED),
            new Edge(CHECKING, Cancelled.class, CANCELLED),
            new Edge(AWAITING_APPROVAL, Approved.class, WAITING),
            new Edge(AWAITING_APPROVAL, Declined.class, REJECTED),
            new Edge(AWAITING_APPROVAL, Cancelled.class, CANCELLED),
            new Edge(WAITING, DeploymentStarted.class, DEPLOYING),
            new Edge(WAITING, Expired.class, FAILED),
            new Edge(WAITING, Cancelled.class, CANCELLED),
            new Edge(DEPLOYING, Switched.class, VERIFYING),
            new Edge(DEPLOYING, Failed.class, FAILED),
            new Edge(DEPLOYING, Cancelled.class, CANCELLED),
            new Edge(DEPLOYING, TurningBack.class, ROLLING_BACK),
            new Edge(DEPLOYING, RolledBack.class, ROLLED_BACK),
            new Edge(DEPLOYING, RollbackFailed.class, ROLLBACK_FAILED),
            new Edge(VERIFYING, Kept.class, BAKING),
            new Edge(VERIFYING, Succeeded.class, SUCCEEDED),
            new Edge(VERIFYING, VerificationFailed.class, ROLLING_BACK),
            new Edge(VERIFYING, TurningBack.class, ROLLING_BACK),
            new Edge(VERIFYING, RolledBack.class, ROLLED_BACK),
            new Edge(VERIFYING, RollbackFailed.class, ROLLBACK_FAILED),
            // A rollback alone, when a newer one takes its turn: what would be measured now is not its traffic any
            // more.
            new Edge(VERIFYING, Cancelled.class, CANCELLED),
            new Edge(BAKING, Succeeded.class, SUCCEEDED),
            new Edge(BAKING, TurningBack.class, ROLLING_BACK),
            new Edge(BAKING, RolledBack.class, ROLLED_BACK),
            new Edge(BAKING, RollbackFailed.class, ROLLBACK_FAILED),
            new Edge(ROLLING_BACK, RolledBack.class, ROLLED_BACK),
            new Edge(ROLLING_BACK, RollbackFailed.class, ROLLBACK_FAILED),
            // A person gave it up: what became of it is not known, and no later word of its agent moves it any more.
            new Edge(DEPLOYING, TurnBroken.class, CANCELLED),
            new Edge(VERIFYING, TurnBroken.class, CANCELLED),
            new Edge(BAKING, TurnBroken.class, CANCELLED),
            new Edge(ROLLING_BACK, TurnBroken.class, CANCELLED));

    private Edges() {}

    /** Whether an event of this kind can move a deployment at all; the others are told because people want to hear them. */
    static boolean moves(ReleaseEvent event) {
        return ALL.stream().anyMatch(it -> it.on().isInstance(event));
    }

    static Optional<DeploymentState> after(DeploymentState from, ReleaseEvent event) {
        return ALL.stream()
                .filter(it -> it.from() == from && it.on().isInstance(event))
                .map(Edge::to)
                .findFirst();
    }
}
