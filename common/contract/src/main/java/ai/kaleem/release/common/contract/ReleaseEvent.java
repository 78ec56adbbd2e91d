package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The story of a release, one record a sentence. What carries a state into another is an edge of release-api's table; the
 * rest is told because people want to hear it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface ReleaseEvent {

    DeploymentId deploymentId();

    Instant at();

    default String type() {
        return WireName.of(getClass());
    }

    /** A release or a rollback was asked for. */
    @JsonTypeName("release.requested.v1")
    record Requested(
            DeploymentId deploymentId,
            Instant at,
            String requestedBy,
            @Nullable String reason) implements ReleaseEvent {}

    /** gate-service was asked to check it. */
    @JsonTypeName("release.checks-started.v1")
    record ChecksStarted(DeploymentId deploymentId, Instant at) implements ReleaseEvent {}

    /** A gate has a verdict. Moves nothing. */
    @JsonTypeName("release.gate-finished.v1")
    record GateFinished(DeploymentId deploymentId, Instant at, Request.GatePhase phase, GateReport.Gate gate)
            implements ReleaseEvent {}

    @JsonTypeName("release.checks-passed.v1")
    record ChecksPassed(
            DeploymentId deploymentId, Instant at, @Nullable String commit, Map<String, String> images)
            implements ReleaseEvent {}

    /** @param ours whether we could not find out, rather than the app having failed */
    @JsonTypeName("release.checks-failed.v1")
    record ChecksFailed(DeploymentId deploymentId, Instant at, String reason, boolean ours, List<String> gates)
            implements ReleaseEvent {}

    /**
     * People are asked to approve it; told again after each who did while others are missing. Moves nothing.
     *
     * @param missing how many are asked for still
     * @param until when it is declined by itself
     * @param by who approved just now; null where nobody did yet
     */
    @JsonTypeName("release.approval-awaited.v1")
    record ApprovalAwaited(
            DeploymentId deploymentId,
            Instant at,
            int missing,
            Instant until,
            @Nullable String by,
            @Nullable String comment)
            implements ReleaseEvent {}

    /** @param by a person, several with a comma between, or the policy that asks for nobody */
    @JsonTypeName("release.approved.v1")
    record Approved(
            DeploymentId deploymentId,
            Instant at,
            String by,
            @Nullable String comment) implements ReleaseEvent {}

    @JsonTypeName("release.declined.v1")
    record Declined(DeploymentId deploymentId, Instant at, String by, String comment) implements ReleaseEvent {}

    /** A rollback goes straight to its turn: no gate, approval or freeze holds it. */
    @JsonTypeName("release.queued.v1")
    record Queued(DeploymentId deploymentId, Instant at) implements ReleaseEvent {}

    /** Another deployment has the environment's turn. Moves nothing. */
    @JsonTypeName("release.turn-awaited.v1")
    record TurnAwaited(DeploymentId deploymentId, Instant at, DeploymentId holder) implements ReleaseEvent {}

    /**
     * It does not ask for its turn yet. Moves nothing.
     *
     * @param until when it does by itself; null where a person has to let it go on
     */
    @JsonTypeName("release.held.v1")
    record Held(
            DeploymentId deploymentId,
            Instant at,
            Hold.Kind kind,
            String reason,
            @Nullable Instant until) implements ReleaseEvent {}

    /** A person stops it before its turn. Moves nothing. */
    @JsonTypeName("release.paused.v1")
    record Paused(DeploymentId deploymentId, Instant at, String by, String reason) implements ReleaseEvent {}

    /** A person lets it go on to its turn. Moves nothing. */
    @JsonTypeName("release.resumed.v1")
    record Resumed(
            DeploymentId deploymentId,
            Instant at,
            String by,
            @Nullable String comment) implements ReleaseEvent {}

    /** A second person lets a hotfix pass a freeze. Moves nothing. */
    @JsonTypeName("release.freeze-waived.v1")
    record FreezeWaived(DeploymentId deploymentId, Instant at, String by, String reason) implements ReleaseEvent {}

    /** It has the turn, and the agent is asked. */
    @JsonTypeName("release.deployment-started.v1")
    record DeploymentStarted(DeploymentId deploymentId, Instant at, String agent, long epoch) implements ReleaseEvent {}

    /** A step of the agent ended. Moves nothing. */
    @JsonTypeName("release.step-finished.v1")
    record StepFinished(DeploymentId deploymentId, Instant at, AgentReport.Step step) implements ReleaseEvent {}

    /**
     * Its canary waits for a person. Moves nothing.
     *
     * @param step of the canary, from 1
     * @param until when the agent decides by itself
     */
    @JsonTypeName("release.promotion-awaited.v1")
    record PromotionAwaited(DeploymentId deploymentId, Instant at, int step, Instant until, Canary.Pause otherwise)
            implements ReleaseEvent {}

    /** A person lets its canary go on, and the agent is asked. Moves nothing. */
    @JsonTypeName("release.promoted.v1")
    record Promoted(DeploymentId deploymentId, Instant at, int step, String by) implements ReleaseEvent {}

    /** All traffic is on the new version. */
    @JsonTypeName("release.switched.v1")
    record Switched(DeploymentId deploymentId, Instant at) implements ReleaseEvent {}

    /**
     * The gates after the switch passed. For a release the agent is asked to keep it; a rollback is done with this.
     *
     * @param reason that nothing verified it, where no gate was run; else null
     */
    @JsonTypeName("release.verified.v1")
    record Verified(
            DeploymentId deploymentId, Instant at, @Nullable String reason) implements ReleaseEvent {}

    /** The gates after the switch did not pass: the agent is asked to turn back. */
    @JsonTypeName("release.verification-failed.v1")
    record VerificationFailed(DeploymentId deploymentId, Instant at, String reason, boolean ours, List<String> gates)
            implements ReleaseEvent {}

    /** The agent keeps the new version; the old one stays warm for the bake. */
    @JsonTypeName("release.kept.v1")
    record Kept(
            DeploymentId deploymentId, Instant at, @Nullable Instant bakeUntil) implements ReleaseEvent {}

    @JsonTypeName("release.turning-back.v1")
    record TurningBack(DeploymentId deploymentId, Instant at, String reason) implements ReleaseEvent {}

    @JsonTypeName("release.succeeded.v1")
    record Succeeded(DeploymentId deploymentId, Instant at) implements ReleaseEvent {}

    /**
     * Somebody looked at what runs there, and says of one of the plan's manual checks how it went. Moves nothing.
     *
     * @param open how many of them nobody has signed yet
     */
    @JsonTypeName("release.check-signed.v1")
    record CheckSigned(
            DeploymentId deploymentId,
            Instant at,
            String check,
            boolean passed,
            String by,
            @Nullable String comment,
            int open)
            implements ReleaseEvent {}

    /** Its commit has the tag of its version. Moves nothing. */
    @JsonTypeName("release.tagged.v1")
    record Tagged(DeploymentId deploymentId, Instant at, String tag, String summary) implements ReleaseEvent {}

    /** It has succeeded, and its commit could not be given the tag of its version. Moves nothing. */
    @JsonTypeName("release.tag-failed.v1")
    record TagFailed(DeploymentId deploymentId, Instant at, String tag, String reason) implements ReleaseEvent {}

    @JsonTypeName("release.failed.v1")
    record Failed(DeploymentId deploymentId, Instant at, String reason, String next) implements ReleaseEvent {}

    /** A deadline of ours passed. */
    @JsonTypeName("release.expired.v1")
    record Expired(DeploymentId deploymentId, Instant at, String reason, String next) implements ReleaseEvent {}

    @JsonTypeName("release.rolled-back.v1")
    record RolledBack(DeploymentId deploymentId, Instant at, String reason, String next) implements ReleaseEvent {}

    @JsonTypeName("release.rollback-failed.v1")
    record RollbackFailed(DeploymentId deploymentId, Instant at, String reason, String next) implements ReleaseEvent {}

    @JsonTypeName("release.cancelled.v1")
    record Cancelled(DeploymentId deploymentId, Instant at, String by, String reason) implements ReleaseEvent {}

    /** Nothing heard from the agent since then; the state stays what it was. Moves nothing. */
    @JsonTypeName("release.agent-silent.v1")
    record AgentSilent(DeploymentId deploymentId, Instant at, String agent, Instant since) implements ReleaseEvent {}

    /**
     * A person gave the deployment up, since its agent does not answer, and took the environment's turn from it. Ends it.
     *
     * @param unknownSince when the agent was last heard on it: what became of it since is not known
     */
    @JsonTypeName("release.turn-broken.v1")
    record TurnBroken(
            DeploymentId deploymentId, Instant at, String by, String reason, String agent, Instant unknownSince)
            implements ReleaseEvent {}

    /**
     * An hour after it was due there is no scheduled backup. Told once for each that is missed, of what serves. Moves nothing.
     *
     * @param due when it was to be taken
     * @param problem why there is none, as far as it is known
     */
    @JsonTypeName("release.backup-missed.v1")
    record BackupMissed(
            DeploymentId deploymentId,
            Instant at,
            String datastore,
            Instant due,
            @Nullable String problem) implements ReleaseEvent {}

    /**
     * A backup did not pass its drill. Told once for each drill, of what served when it was asked for. Moves nothing.
     *
     * @param drill id of the order; one order may be of several datastores
     * @param backup name of the file; null where there was none
     */
    @JsonTypeName("release.drill-failed.v1")
    record DrillFailed(
            DeploymentId deploymentId,
            Instant at,
            String drill,
            String datastore,
            @Nullable String backup,
            String problem)
            implements ReleaseEvent {}

    /** The agent is heard again. Moves nothing. */
    @JsonTypeName("release.agent-heard.v1")
    record AgentHeard(DeploymentId deploymentId, Instant at, String agent) implements ReleaseEvent {}
}
