package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.CONFIRM;
import static ai.kaleem.release.agent.deploy.StepName.RETIRE;
import static ai.kaleem.release.common.contract.AgentReport.Phase.ACCEPTED;
import static ai.kaleem.release.common.contract.AgentReport.Phase.KEPT;
import static ai.kaleem.release.common.contract.AgentReport.Phase.REFUSED;
import static ai.kaleem.release.common.contract.AgentReport.Phase.RUNNING;
import static ai.kaleem.release.common.contract.AgentReport.Phase.SWITCHED;
import static ai.kaleem.release.common.contract.AgentReport.Phase.TURNING_BACK;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to put a release onto this host, as far as it came. It decides what may still happen to it; who asks finds
 * out by the answer. A copy: what changes here counts once the journal has it.
 */
public final class Deployment {

    private final DeploymentRequested request;
    private final @Nullable String traceparent;
    private final Steps steps;
    private final List<AgentReport.Backup> backups;
    private final Deeds deeds;
    private final CanaryCourse canary;
    private Prepared prepared;
    private boolean live;
    private @Nullable TurnBack turnBack;
    private long revision;
    private Instant at;
    private Phase phase;
    private final Wait wait;
    private @Nullable String serving;
    private @Nullable String reason;
    private @Nullable String next;
    private @Nullable Instant lostSince;

    /** @param serving the version that has the traffic; null where nothing serves */
    static Deployment accepted(
            DeploymentRequested request, @Nullable String traceparent, @Nullable String serving, Instant now) {
        return of(request, SavedDeployment.accepted(request, traceparent, serving, now));
    }

    /** As a journal kept it. */
    public static Deployment of(DeploymentRequested request, SavedDeployment saved) {
        return new Deployment(request, saved);
    }

    private Deployment(DeploymentRequested request, SavedDeployment saved) {
        var report = saved.report();
        this.request = request;
        this.traceparent = saved.traceparent();
        this.steps = Steps.of(report.steps());
        this.backups = new ArrayList<>(report.backups());
        this.deeds = Deeds.of(saved);
        this.canary = new CanaryCourse(saved.canary(), report.paused());
        this.prepared = saved.prepared();
        this.live = saved.live();
        this.turnBack = saved.turnBack();
        this.wait = new Wait(saved.waited(), saved.hurried(), report.confirmBy(), report.bakeUntil());
        this.revision = report.revision();
        this.at = report.at();
        this.phase = report.phase();
        this.serving = report.serving();
        this.reason = report.reason();
        this.next = report.next();
        this.lostSince = report.lostSince();
    }

    public SavedDeployment saved() {
        return new SavedDeployment(
                report(),
                traceparent,
                prepared,
                live,
                turnBack,
                wait.waited(),
                wait.isHurried(),
                List.copyOf(deeds.migrated()),
                canary.begun(),
                Map.copyOf(deeds.gaps()),
                List.copyOf(deeds.bootstrapped()),
                List.copyOf(deeds.pulled()));
    }

    public AgentReport report() {
        return new AgentReport(
                request.releaseId(),
                request.deploymentId(),
                request.agent(),
                request.app(),
                request.environment(),
                request.epoch(),
                revision,
                at,
                phase,
                steps.told(),
                List.copyOf(backups),
                prepared.images(),
                wait.confirmBy(),
                wait.bakeUntil(),
                serving,
                reason,
                next,
                lostSince,
                canary.paused());
    }

    public DeploymentRequested request() {
        return request;
    }

    public DeploymentId id() {
        return request.deploymentId();
    }

    public Place place() {
        return new Place(request.app(), request.environment());
    }

    public Phase phase() {
        return phase;
    }

    public boolean hasEnded() {
        return phase.isEnd();
    }

    @Nullable String traceparent() {
        return traceparent;
    }

    Steps steps() {
        return steps;
    }

    Deeds deeds() {
        return deeds;
    }

    CanaryCourse canary() {
        return canary;
    }

    List<AgentReport.Backup> backups() {
        return List.copyOf(backups);
    }

    Prepared prepared() {
        return prepared;
    }

    Wait waiting() {
        return wait;
    }

    Optional<DeploymentId> before() {
        return Optional.ofNullable(prepared.before());
    }

    /** Of a release that ran here before: behind it there is nothing to go back to. */
    boolean isRollback() {
        return request.kind().isOfWhatRan();
    }

    boolean isLive() {
        return live;
    }

    Optional<TurnBack> turnBack() {
        return Optional.ofNullable(turnBack);
    }

    /** The next report is a newer one. */
    void revise(Instant now) {
        revision++;
        at = now;
    }

    void refuse(String why, String mend) {
        phase = REFUSED;
        reason = why;
        next = mend;
        steps.close("refused", at);
    }

    /** The intent of a step. */
    void begin(StepName step, Instant now) {
        if (phase == ACCEPTED) {
            phase = RUNNING;
        }
        steps.began(step, now);
    }

    /** @param serving the version that has the traffic now; null where nothing serves */
    void prepared(Prepared settled, @Nullable String serving) {
        this.prepared = settled;
        this.serving = serving;
    }

    void backedUp(AgentReport.Backup backup) {
        backups.removeIf(it -> it.file().equals(backup.file()));
        backups.add(backup);
    }

    /** All traffic is on this version. The confirm clock starts, unless it is a rollback or to be turned back already. */
    void switched(Instant now) {
        live = true;
        serving = request.version();
        if (isRollback()) {
            // Behind a rollback there is nothing to go back to.
            turnBack = null;
            phase = SWITCHED;
        } else if (turnBack != null) {
            phase = TURNING_BACK;
        } else {
            phase = SWITCHED;
            wait.forKeep(now.plus(request.policy().confirmWithin()));
        }
    }

    /** All traffic is on the version before, or on none. */
    void switchedBack(@Nullable Deployment before) {
        serving = before == null ? null : before.request.version();
    }

    /** The keep. Returns whether it came in time. */
    boolean keep(Instant now) {
        if (phase != SWITCHED || isRollback()) {
            return false;
        }
        phase = KEPT;
        wait.forBake(now.plus(request.policy().bake()));
        var bake = request.policy().bake();
        var detail = bake.isZero() ? "Kept" : "Kept; the version before stays warm for %s".formatted(Words.of(bake));
        steps.done(CONFIRM, detail, null, now);
        return true;
    }

    /** Sends it back, for the first reason given. Returns whether this was the one; too late once retiring has begun. */
    boolean turnBack(TurnBack why) {
        if (hasEnded() || turnBack != null || steps.hasBegun(RETIRE) || (live && isRollback())) {
            return false;
        }
        turnBack = why;
        reason = why.reason();
        wait.over();
        if (live) {
            phase = TURNING_BACK;
        }
        return true;
    }

    /** The deadline. Where the keep came first, nothing happens. */
    void expire() {
        if (phase == SWITCHED) {
            turnBack(new TurnBack(
                    TurnBack.Cause.DEADLINE,
                    "Nobody confirmed it within %s"
                            .formatted(Words.of(request.policy().confirmWithin()))));
        }
    }

    /** A person lets a pause of the canary end. Nothing happens where the deployment goes back. */
    void promote(int step, String by, Instant now) {
        if (turnBack == null) {
            canary.promote(step, by, now);
        }
    }

    /** It had traffic, if only for a moment. */
    void tookTraffic() {
        live = true;
    }

    /** @param since null where what a restore overwrote is back */
    void lost(@Nullable Instant since) {
        lostSince = since;
    }

    /** @param why null where the reason stands that was given, or where it went well */
    void end(Phase end, @Nullable String why, @Nullable String mend, Instant now) {
        phase = end;
        wait.over();
        reason = why == null ? reason : why;
        next = mend;
        steps.close("not reached", now);
    }
}
