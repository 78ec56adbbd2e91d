package ai.kaleem.release.api.release;

import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.TurnBroken;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Restoration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One attempt to put a release into an environment. Moves only along {@link Edges}, and only by its release. */
public final class Deployment {

    private final DeploymentId id;
    private final Kind kind;
    private final ResolvedPlan plan;
    private final DataChoice data;
    private final List<Restoration> restorations;
    private final String requestedBy;
    private final Instant requestedAt;
    private DeploymentState state;
    private Instant since;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private long epoch;
    private @Nullable DeploymentId aborts;
    private @Nullable DeploymentId waitsFor;
    private @Nullable String previousVersion;
    private @Nullable String cancelledBy;
    private @Nullable String reason;
    private @Nullable String next;
    private boolean verified;
    private List<Approval> approvals;
    private Reports reports;
    private @Nullable Promotion promotion;

    Deployment(DeploymentSnapshot stored) {
        id = stored.id();
        kind = stored.kind();
        plan = stored.plan();
        data = stored.data();
        restorations = stored.restorations();
        requestedBy = stored.requestedBy();
        requestedAt = stored.requestedAt();
        previousVersion = stored.previousVersion();
        state = stored.state();
        since = stored.since();
        startedAt = stored.startedAt();
        finishedAt = stored.finishedAt();
        epoch = stored.epoch();
        aborts = stored.aborts();
        waitsFor = stored.waitsFor();
        cancelledBy = stored.cancelledBy();
        reason = stored.reason();
        next = stored.next();
        verified = stored.verified();
        approvals = stored.approvals();
        reports = stored.reports();
        promotion = stored.promotion();
    }

    DeploymentSnapshot snapshot() {
        return new DeploymentSnapshot(
                id,
                kind,
                plan,
                data,
                requestedBy,
                requestedAt,
                state,
                since,
                startedAt,
                finishedAt,
                epoch,
                aborts,
                waitsFor,
                previousVersion,
                cancelledBy,
                reason,
                next,
                verified,
                approvals,
                reports,
                promotion,
                restorations);
    }

    /** Returns whether the event moved the deployment; a redelivered or late one does not. */
    boolean apply(ReleaseEvent event) {
        var to = Edges.after(state, event);
        to.ifPresent(next -> {
            state = next;
            since = event.at();
            waitsFor = null;
            reports = reports.asked(null);
            if (next.isEnd()) {
                finishedAt = event.at();
                reports = reports.silent(event instanceof TurnBroken it ? it.unknownSince() : null);
            }
        });
        return to.isPresent();
    }

    /** Keeps the report if it is newer than the one before, and of the agent that was asked. */
    boolean keep(AgentReport report, Instant now) {
        if (!report.agent().equals(plan.agent()) || !reports.isNews(report)) {
            return false;
        }
        reports = reports.with(report, now);
        return true;
    }

    /** Keeps the report if it is newer than the one before of its phase. */
    boolean keep(GateReport report, Instant now) {
        if (!reports.isNews(report)) {
            return false;
        }
        reports = reports.with(report, now);
        return true;
    }

    /** Forgets what its steps and gates wrote, if it ended. */
    void forgetEvidence() {
        reports = state.isEnd() ? reports.brief() : reports;
    }

    void started(long turn, @Nullable DeploymentId preempted, @Nullable String previous, Instant now) {
        epoch = turn;
        aborts = preempted;
        previousVersion = previous;
        startedAt = now;
        reports = reports.heard(now);
    }

    void say(Words words) {
        reason = words.reason();
        next = words.next();
    }

    void approved(Approval approval) {
        approvals = Stream.concat(approvals.stream(), Stream.of(approval)).toList();
    }

    void waitsFor(DeploymentId holder) {
        waitsFor = holder;
    }

    void verified() {
        verified = true;
    }

    void cancelledBy(String person) {
        cancelledBy = person;
    }

    void promoted(Promotion by) {
        promotion = by;
    }

    /** Who let its canary go on last; null where nobody did. */
    @Nullable Promotion promotion() {
        return promotion;
    }

    void asked(Instant now) {
        reports = reports.asked(now);
    }

    void silentSince(@Nullable Instant moment) {
        reports = reports.silent(moment);
    }

    public DeploymentId id() {
        return id;
    }

    public Kind kind() {
        return kind;
    }

    public ResolvedPlan plan() {
        return plan;
    }

    public DeploymentState state() {
        return state;
    }

    public String environment() {
        return plan.environment();
    }

    public List<AgentReport.Step> steps() {
        var report = reports.agent();
        return report == null ? List.of() : report.steps();
    }

    /** Whether an agent is at work on it. */
    public boolean isUnderWay() {
        return switch (state) {
            case DEPLOYING, VERIFYING, BAKING, ROLLING_BACK -> true;
            case REQUESTED, CHECKING, AWAITING_APPROVAL, WAITING -> false;
            case SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED -> false;
        };
    }

    /** Of a release that ran there before: there is nothing behind it to go back to. */
    boolean isRollback() {
        return kind.isOfWhatRan();
    }

    /** In an emergency it takes the turn from whoever has it. */
    boolean preempts() {
        return kind == Kind.ROLLBACK;
    }

    /** It says what would be done, and ends cancelled. */
    boolean isDryRun() {
        return switch (kind) {
            case ADOPTION_DRY_RUN, GIVE_BACK_DRY_RUN, CONFIGURATION_CHECK, RESTORE_DRY_RUN -> true;
            case RELEASE, ROLLBACK, ADOPTION, PUT_RIGHT, GIVE_BACK, RESTORE -> false;
        };
    }

    DataChoice data() {
        return data;
    }

    /** Which backups a restore brings back; empty for all else. */
    List<Restoration> restorations() {
        return restorations;
    }

    String requestedBy() {
        return requestedBy;
    }

    Instant since() {
        return since;
    }

    /** When it had its turn; null before. */
    @Nullable Instant startedAt() {
        return startedAt;
    }

    long epoch() {
        return epoch;
    }

    /** Whom a rollback pre-empted. */
    @Nullable DeploymentId aborts() {
        return aborts;
    }

    @Nullable DeploymentId waitsFor() {
        return waitsFor;
    }

    @Nullable String previousVersion() {
        return previousVersion;
    }

    @Nullable String cancelledBy() {
        return cancelledBy;
    }

    @Nullable String reason() {
        return reason;
    }

    @Nullable String next() {
        return next;
    }

    /** By those who approved it so far, the first first. */
    List<Approval> approvals() {
        return approvals;
    }

    /** When it is declined by itself, if it waits for an approval now. */
    Instant approveUntil() {
        return since.plus(plan.decisions().approveWithin());
    }

    boolean isVerified() {
        return verified;
    }

    Reports reports() {
        return reports;
    }
}
