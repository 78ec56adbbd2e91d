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

    private DeploymentSnapshot stored;

    Deployment(DeploymentSnapshot stored) {
        this.stored = stored;
    }

    DeploymentSnapshot snapshot() {
        return stored;
    }

    /** Returns whether the event moved the deployment; a redelivered or late one does not. */
    boolean apply(ReleaseEvent event) {
        var to = Edges.after(stored.state(), event);
        to.ifPresent(next -> {
            stored = stored.with(
                    it -> it.state(next).since(event.at()).waitsFor(null).brakes(brakes().withHold(null)));
            reports(reports().asked(null));
            if (next.isEnd()) {
                stored = stored.withFinishedAt(event.at());
                reports(reports().silent(event instanceof TurnBroken it ? it.unknownSince() : null));
            }
        });
        return to.isPresent();
    }

    private void reports(Reports newer) {
        stored = stored.withReports(newer);
    }

    /** Keeps the report if it is newer than the one before, and of the agent that was asked. */
    boolean keep(AgentReport report, Instant now) {
        if (!report.agent().equals(plan().agent()) || !reports().isNews(report)) {
            return false;
        }
        reports(reports().with(report, now));
        return true;
    }

    /** Keeps the report if it is newer than the one before of its phase. */
    boolean keep(GateReport report, Instant now) {
        if (!reports().isNews(report)) {
            return false;
        }
        reports(reports().with(report, now));
        return true;
    }

    /** Forgets what its steps and gates wrote, if it ended. */
    void forgetEvidence() {
        reports(state().isEnd() ? reports().brief() : reports());
    }

    void started(long turn, @Nullable DeploymentId preempted, @Nullable String previous, Instant now) {
        stored = stored.with(
                it -> it.epoch(turn).aborts(preempted).previousVersion(previous).startedAt(now));
        reports(reports().heard(now));
    }

    void say(Words words) {
        stored = stored.with(it -> it.reason(words.reason()).next(words.next()));
    }

    void approved(Approval approval) {
        stored = stored.withApprovals(
                Stream.concat(approvals().stream(), Stream.of(approval)).toList());
    }

    void signed(Signature signature) {
        stored = stored.withSignatures(
                Stream.concat(signatures().stream(), Stream.of(signature)).toList());
    }

    List<Signature> signatures() {
        return stored.signatures();
    }

    void waitsFor(DeploymentId holder) {
        stored = stored.withWaitsFor(holder);
    }

    void verified() {
        stored = stored.withVerified(true);
    }

    void cancelledBy(String person) {
        stored = stored.withCancelledBy(person);
    }

    Brakes brakes() {
        return stored.brakes();
    }

    void brake(Brakes newer) {
        stored = stored.withBrakes(newer);
    }

    void promoted(Promotion by) {
        stored = stored.withPromotion(by);
    }

    /** Who let its canary go on last; null where nobody did. */
    @Nullable Promotion promotion() {
        return stored.promotion();
    }

    void asked(Instant now) {
        reports(reports().asked(now));
    }

    void silentSince(@Nullable Instant moment) {
        reports(reports().silent(moment));
    }

    public DeploymentId id() {
        return stored.id();
    }

    public Kind kind() {
        return stored.kind();
    }

    public ResolvedPlan plan() {
        return stored.plan();
    }

    public DeploymentState state() {
        return stored.state();
    }

    public String environment() {
        return plan().environment();
    }

    public List<AgentReport.Step> steps() {
        var report = reports().agent();
        return report == null ? List.of() : report.steps();
    }

    /** Whether an agent is at work on it. */
    public boolean isUnderWay() {
        return switch (state()) {
            case DEPLOYING, VERIFYING, BAKING, ROLLING_BACK -> true;
            case REQUESTED, CHECKING, AWAITING_APPROVAL, WAITING -> false;
            case SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED -> false;
        };
    }

    /** Of a release that ran there before: there is nothing behind it to go back to. */
    boolean isRollback() {
        return kind().isOfWhatRan();
    }

    /** In an emergency it takes the turn from whoever has it. */
    boolean preempts() {
        return kind() == Kind.ROLLBACK;
    }

    /** It says what would be done, and ends cancelled. */
    boolean isDryRun() {
        return switch (kind()) {
            case ADOPTION_DRY_RUN, GIVE_BACK_DRY_RUN, CONFIGURATION_CHECK, RESTORE_DRY_RUN -> true;
            case RELEASE, ROLLBACK, ADOPTION, PUT_RIGHT, GIVE_BACK, RESTORE -> false;
        };
    }

    DataChoice data() {
        return stored.data();
    }

    /** Which backups a restore brings back; empty for all else. */
    List<Restoration> restorations() {
        return stored.restorations();
    }

    /** Whether it brings what passed elsewhere, byte for byte. */
    boolean isPromotion() {
        return stored.promotedFrom() != null;
    }

    String requestedBy() {
        return stored.requestedBy();
    }

    Instant since() {
        return stored.since();
    }

    /** When it had its turn; null before. */
    @Nullable Instant startedAt() {
        return stored.startedAt();
    }

    long epoch() {
        return stored.epoch();
    }

    /** Whom a rollback pre-empted. */
    @Nullable DeploymentId aborts() {
        return stored.aborts();
    }

    @Nullable DeploymentId waitsFor() {
        return stored.waitsFor();
    }

    @Nullable String previousVersion() {
        return stored.previousVersion();
    }

    @Nullable String cancelledBy() {
        return stored.cancelledBy();
    }

    @Nullable String reason() {
        return stored.reason();
    }

    @Nullable String next() {
        return stored.next();
    }

    /** By those who approved it so far, the first first. */
    List<Approval> approvals() {
        return stored.approvals();
    }

    /** When it is declined by itself, if it waits for an approval now. */
    Instant approveUntil() {
        return since().plus(plan().decisions().approveWithin());
    }

    boolean isVerified() {
        return stored.verified();
    }

    Reports reports() {
        return stored.reports();
    }
}
