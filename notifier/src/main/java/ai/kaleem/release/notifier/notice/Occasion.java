package ai.kaleem.release.notifier.notice;

import ai.kaleem.release.common.contract.Hold;
import ai.kaleem.release.common.contract.ReleaseEvent;
import java.util.Optional;

/** An event that people want to hear of; all others are for whoever follows the release itself. */
public enum Occasion {
    REQUESTED(Tone.NEWS),
    GATES_FAILED(Tone.BAD),
    VERIFICATION_FAILED(Tone.BAD),
    APPROVAL_AWAITED(Tone.NEWS),
    DECLINED(Tone.BAD),
    PROMOTION_AWAITED(Tone.NEWS),
    DEPLOYED(Tone.GOOD),
    FAILED(Tone.BAD),
    ROLLED_BACK(Tone.BAD),
    ROLLBACK_FAILED(Tone.URGENT),
    CANCELLED(Tone.NEWS),
    AGENT_SILENT(Tone.URGENT),
    AGENT_HEARD(Tone.GOOD),
    TURN_BROKEN(Tone.URGENT),
    BACKUP_MISSED(Tone.BAD),
    DRILL_FAILED(Tone.BAD),
    TAG_FAILED(Tone.BAD),
    CHECK_FAILED(Tone.BAD),
    HELD(Tone.NEWS),
    PAUSED(Tone.NEWS),
    RESUMED(Tone.NEWS),
    FREEZE_WAIVED(Tone.URGENT);

    /** How the news feels, for a channel that can show it. */
    public enum Tone {
        NEWS,
        GOOD,
        BAD,
        URGENT
    }

    private final Tone tone;

    Occasion(Tone tone) {
        this.tone = tone;
    }

    public Tone tone() {
        return tone;
    }

    public static Optional<Occasion> of(ReleaseEvent event) {
        return switch (event) {
            case ReleaseEvent.Requested it -> Optional.of(REQUESTED);
            case ReleaseEvent.ChecksFailed it -> Optional.of(GATES_FAILED);
            case ReleaseEvent.VerificationFailed it -> Optional.of(VERIFICATION_FAILED);
            case ReleaseEvent.ApprovalAwaited it -> Optional.of(APPROVAL_AWAITED);
            case ReleaseEvent.Declined it -> Optional.of(DECLINED);
            case ReleaseEvent.PromotionAwaited it -> Optional.of(PROMOTION_AWAITED);
            case ReleaseEvent.Succeeded it -> Optional.of(DEPLOYED);
            case ReleaseEvent.Failed it -> Optional.of(FAILED);
            case ReleaseEvent.Expired it -> Optional.of(FAILED);
            case ReleaseEvent.RolledBack it -> Optional.of(ROLLED_BACK);
            case ReleaseEvent.RollbackFailed it -> Optional.of(ROLLBACK_FAILED);
            case ReleaseEvent.Cancelled it -> Optional.of(CANCELLED);
            case ReleaseEvent.AgentSilent it -> Optional.of(AGENT_SILENT);
            case ReleaseEvent.AgentHeard it -> Optional.of(AGENT_HEARD);
            case ReleaseEvent.TurnBroken it -> Optional.of(TURN_BROKEN);
            case ReleaseEvent.BackupMissed it -> Optional.of(BACKUP_MISSED);
            case ReleaseEvent.DrillFailed it -> Optional.of(DRILL_FAILED);
            case ReleaseEvent.TagFailed it -> Optional.of(TAG_FAILED);
            case ReleaseEvent.CheckSigned it -> it.passed() ? Optional.empty() : Optional.of(CHECK_FAILED);
            // Who paused it was told already.
            case ReleaseEvent.Held it -> it.kind() == Hold.Kind.PAUSED ? Optional.empty() : Optional.of(HELD);
            case ReleaseEvent.Paused it -> Optional.of(PAUSED);
            case ReleaseEvent.Resumed it -> Optional.of(RESUMED);
            case ReleaseEvent.FreezeWaived it -> Optional.of(FREEZE_WAIVED);
            case ReleaseEvent.Tagged it -> Optional.empty();
            case ReleaseEvent.ChecksStarted it -> Optional.empty();
            case ReleaseEvent.GateFinished it -> Optional.empty();
            case ReleaseEvent.ChecksPassed it -> Optional.empty();
            case ReleaseEvent.Approved it -> Optional.empty();
            case ReleaseEvent.Queued it -> Optional.empty();
            case ReleaseEvent.TurnAwaited it -> Optional.empty();
            case ReleaseEvent.DeploymentStarted it -> Optional.empty();
            case ReleaseEvent.StepFinished it -> Optional.empty();
            case ReleaseEvent.Promoted it -> Optional.empty();
            case ReleaseEvent.Switched it -> Optional.empty();
            case ReleaseEvent.Verified it -> Optional.empty();
            case ReleaseEvent.Kept it -> Optional.empty();
            case ReleaseEvent.TurningBack it -> Optional.empty();
        };
    }
}
