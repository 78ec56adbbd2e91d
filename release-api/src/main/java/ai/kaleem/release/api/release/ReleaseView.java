package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateSpec.Severity;
import ai.kaleem.release.common.contract.Hold;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Restoration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A release as people read it.
 *
 * @param commit the full hash; null before it is known or without a source
 * @param images by service, pinned as far as they are known
 * @param changes first lines of the commits since the previous tag
 * @param deployments oldest first
 * @param gates those before the switch
 * @param tag of its version, on its commit; null where none is wanted, or the release has not succeeded
 */
public record ReleaseView(
        ReleaseId id,
        String app,
        String version,
        ReleaseType type,
        @Nullable String commit,
        Map<String, String> images,
        String requestedBy,
        Instant requestedAt,
        @Nullable String reason,
        List<String> changes,
        List<DeploymentView> deployments,
        List<GateView> gates,
        @Nullable TagView tag) {

    /**
     * @param state what became of it
     * @param summary in words; null while it is on its way
     */
    public record TagView(
            String name, State state, @Nullable String summary) {

        public enum State {
            PENDING,
            TAGGED,
            FAILED
        }
    }

    /**
     * @param reason why it stands where it does
     * @param next what a person should do now
     * @param waitsFor the deployment that has the turn while this one waits
     * @param agentSilentSince since when nothing is known of it; null while the agent is heard
     * @param unknownSince since when it is not known what became of it; also of one that was given up
     * @param startedAt when the agent was asked
     * @param checks the plan's manual ones; empty for what is no release
     * @param promotedFrom the deployment whose success brought it here; null where it was no promotion
     * @param hold what it waits for beside its turn; null for nothing
     * @param notBefore when it was asked for; null for at once
     * @param paused who keeps it from its turn; null where nobody does
     * @param freezeWaived who let it pass a freeze; null where nobody did
     * @param pause of its canary; null where it never waited for a person
     * @param restorations the backups that it is asked to bring back; empty for all but a restore
     * @param lostSince what was written since then a restore took away; null where none did
     */
    public record DeploymentView(
            DeploymentId id,
            String environment,
            Kind kind,
            DeploymentState state,
            @Nullable String reason,
            @Nullable String next,
            @Nullable String previousVersion,
            @Nullable DeploymentId waitsFor,
            @Nullable Instant agentSilentSince,
            @Nullable Instant unknownSince,
            long epoch,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant confirmBy,
            @Nullable Instant bakeUntil,
            @Nullable ApprovalView approval,
            List<StepView> steps,
            List<BackupView> backups,
            List<MigrationView> migrations,
            List<GateView> gates,
            @Nullable PauseView pause,
            List<Restoration> restorations,
            @Nullable Instant lostSince,
            @Nullable DeploymentId promotedFrom,
            List<CheckView> checks,
            @Nullable Hold hold,
            @Nullable Instant notBefore,
            @Nullable Said paused,
            @Nullable Said freezeWaived) {}

    /**
     * A manual check.
     *
     * @param id as it stands in the address it is signed at
     * @param passed null while nobody has signed it
     */
    public record CheckView(
            String id,
            String name,
            @Nullable Boolean passed,
            @Nullable String by,
            @Nullable Instant at,
            @Nullable String comment) {}

    /**
     * A step of the canary that waits for a person, or was the last to.
     *
     * @param step of the plan's canary, from 1
     * @param until when the agent decides by itself
     * @param otherwise what it decides then
     * @param promotedBy who let it go on, as soon as that was asked; null where nobody did
     * @param endedAt when it went on; null while it waits, and where it went back instead
     */
    public record PauseView(
            int step,
            Instant since,
            Instant until,
            Canary.Pause otherwise,
            @Nullable String promotedBy,
            @Nullable Instant promotedAt,
            @Nullable Instant endedAt) {}

    /**
     * What people decide, where the plan wants them to.
     *
     * @param needed how many approvals there must be
     * @param until when it is declined by itself; null where it does not wait for them now
     * @param fingerprint of what there is to decide about; sent with a decision, it is refused where that changed
     * @param given the first first
     */
    public record ApprovalView(int needed, @Nullable Instant until, String fingerprint, List<Approval> given) {}

    public record StepView(
            String name,
            StepState state,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String detail) {}

    public record BackupView(
            String datastore,
            String file,
            long bytes,
            String sha256,
            boolean sealed,
            boolean drilled,
            Instant takenAt) {}

    /**
     * What the plan has a service change in the data for its version.
     *
     * @param run argv
     * @param reversible whether, as the plan says, the version before can work with the data as this leaves it
     * @param begun whether the agent has begun the migrations of this deployment
     */
    public record MigrationView(String service, List<String> run, boolean reversible, boolean begun) {}

    /**
     * @param severity what its verdict decides; a {@code SHADOW} is only there to be looked at
     * @param failedBefore how many attempts before this one failed; a pass after one is flaky
     */
    public record GateView(
            String name,
            GateReport.Status status,
            GateReport.@Nullable Result result,
            int attempt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String summary,
            Severity severity,
            int failedBefore) {}
}
