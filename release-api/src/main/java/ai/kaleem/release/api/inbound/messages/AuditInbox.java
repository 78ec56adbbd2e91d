package ai.kaleem.release.api.inbound.messages;

import ai.kaleem.release.api.audit.AppendAudit;
import ai.kaleem.release.api.audit.AuditNote;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.messaging.Inbox;
import ai.kaleem.release.common.messaging.Received;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The audit trail hears the story as everybody does: it is acknowledged when it is chained. */
public final class AuditInbox implements Inbox {

    /** Who does what nobody asked for in person. */
    private static final String OURSELVES = "kaleem-release";

    private final AppendAudit append;

    public AuditInbox(AppendAudit append) {
        this.append = append;
    }

    @Override
    public void receive(Received message) throws UnreadableMessage {
        if (!(message.data() instanceof Told told)) {
            throw new UnreadableMessage("%s is no event of a release".formatted(message.type()));
        }
        if (changesSomething(told.event())) {
            append.append(note(told));
        }
    }

    /** What a gate or a step found is evidence; what follows from it is told besides. */
    private static boolean changesSomething(ReleaseEvent event) {
        return !(event instanceof ReleaseEvent.GateFinished || event instanceof ReleaseEvent.StepFinished);
    }

    private static AuditNote note(Told told) {
        var event = told.event();
        var standing = told.standing();
        return new AuditNote(
                "story:%s/%d".formatted(told.releaseId(), told.number()),
                event.at().truncatedTo(ChronoUnit.MILLIS),
                who(event),
                null,
                event.type(),
                "%s %s %s %s".formatted(standing.app(), standing.environment(), standing.version(), told.releaseId()),
                why(event));
    }

    private static String who(ReleaseEvent event) {
        return switch (event) {
            case ReleaseEvent.Requested it -> it.requestedBy();
            case ReleaseEvent.Approved it -> it.by();
            case ReleaseEvent.ApprovalAwaited it -> it.by() == null ? OURSELVES : it.by();
            case ReleaseEvent.Declined it -> it.by();
            case ReleaseEvent.Promoted it -> it.by();
            case ReleaseEvent.CheckSigned it -> it.by();
            case ReleaseEvent.Cancelled it -> it.by();
            case ReleaseEvent.TurnBroken it -> it.by();
            case ReleaseEvent.Paused it -> it.by();
            case ReleaseEvent.Resumed it -> it.by();
            case ReleaseEvent.FreezeWaived it -> it.by();
            default -> OURSELVES;
        };
    }

    private static @Nullable String why(ReleaseEvent event) {
        return switch (event) {
            case ReleaseEvent.Requested it -> it.reason();
            case ReleaseEvent.Approved it -> it.comment();
            case ReleaseEvent.ApprovalAwaited it -> it.comment();
            case ReleaseEvent.Declined it -> it.comment();
            case ReleaseEvent.CheckSigned it ->
                "%s %s%s"
                        .formatted(
                                it.check(),
                                it.passed() ? "passed" : "did not pass",
                                it.comment() == null ? "" : ": " + it.comment());
            case ReleaseEvent.Cancelled it -> it.reason();
            case ReleaseEvent.TurnBroken it -> it.reason();
            case ReleaseEvent.Paused it -> it.reason();
            case ReleaseEvent.Resumed it -> it.comment();
            case ReleaseEvent.FreezeWaived it -> it.reason();
            case ReleaseEvent.Held it -> it.reason();
            case ReleaseEvent.ChecksFailed it -> it.reason();
            case ReleaseEvent.VerificationFailed it -> it.reason();
            case ReleaseEvent.TurningBack it -> it.reason();
            case ReleaseEvent.Failed it -> it.reason();
            case ReleaseEvent.Expired it -> it.reason();
            case ReleaseEvent.RolledBack it -> it.reason();
            case ReleaseEvent.RollbackFailed it -> it.reason();
            default -> null;
        };
    }
}
