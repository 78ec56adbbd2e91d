package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.Cancelled;
import ai.kaleem.release.common.contract.ReleaseEvent.ChecksPassed;
import ai.kaleem.release.common.contract.ReleaseEvent.ChecksStarted;
import ai.kaleem.release.common.contract.ReleaseEvent.DeploymentStarted;
import ai.kaleem.release.common.contract.ReleaseEvent.Queued;
import ai.kaleem.release.common.contract.ReleaseEvent.Requested;
import ai.kaleem.release.common.contract.ReleaseEvent.TurnAwaited;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Told;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of an app, its deployments, and their story. Guards itself: a fact that comes twice, late or out of order
 * changes nothing it may not, and is never an error. What must be told and asked because of a change is stored with it.
 */
public final class Release {

    private final Origin origin;
    private final Deployments deployments;
    private final Chronicle chronicle;
    private @Nullable String commit;
    private Map<String, String> images;
    private List<String> changes;
    private long revision;

    private Release(Origin origin, Map<String, String> images) {
        this.origin = origin;
        this.images = images;
        this.changes = List.of();
        this.chronicle = new Chronicle(origin, List.of());
        this.deployments = new Deployments(List.of());
    }

    private Release(ReleaseSnapshot stored, long revision) {
        this.origin = stored.origin();
        this.commit = stored.commit();
        this.images = stored.images();
        this.changes = stored.changes();
        this.chronicle = new Chronicle(origin, stored.story());
        this.revision = revision;
        this.deployments = new Deployments(stored.deployments());
    }

    /** As it was stored under that revision. */
    public static Release of(ReleaseSnapshot stored, long revision) {
        return new Release(stored, revision);
    }

    /** A release that was asked for, and of gate-service already, unless there is nothing to check. */
    static Release requested(
            NewRelease wanted, String link, @Nullable Previous previous, Instant now, Patience patience) {
        var release = new Release(Origin.of(wanted, link, now), wanted.plan().images());
        release.learn(wanted.passed());
        var version = previous == null ? null : previous.version();
        var deployment = release.deployments.add(DeploymentSnapshot.ofRelease(wanted, version, now));
        release.record(deployment, new Requested(deployment.id(), now, wanted.requestedBy(), wanted.reason()));
        release.record(deployment, new ChecksStarted(deployment.id(), now));
        new Verification(release, deployment, now)
                .begin(wanted, previous == null ? null : previous.commit(), now.plus(patience.begin()));
        return release;
    }

    /** An emergency rollback to this release, as it ran there, which takes its turn whoever has it. */
    void rollBackTo(WantedRollback wanted, @Nullable String previousVersion, Instant now) {
        var plan =
                deployments.goodOne(wanted.environment()).orElseThrow().plan().withAgent(wanted.agent());
        queue(DeploymentSnapshot.ofRollback(wanted, plan, previousVersion, now), wanted.reason(), now);
    }

    /** This release, which runs there, is put right or given back, as soon as the turn is free. */
    void handle(WantedHandling wanted, Instant now) {
        var plan =
                deployments.goodOne(wanted.environment()).orElseThrow().plan().withAgent(wanted.agent());
        queue(DeploymentSnapshot.ofHandling(wanted, plan, version(), now), wanted.reason(), now);
    }

    /** It comes to another environment as it passed in one: what was checked once counts, and people are asked again. */
    void promoteTo(WantedPromotion wanted, @Nullable String previousVersion, Instant now) {
        var deployment = enter(DeploymentSnapshot.ofPromotion(wanted, previousVersion, now), wanted.reason(), now);
        record(deployment, new ChecksStarted(deployment.id(), now));
        new Verification(this, deployment, now).checksPassed();
    }

    /** Another try of what did not come to serve: what was checked counts, and people are asked again. */
    void retry(WantedRetry wanted, Deployment tried, @Nullable String previousVersion, Instant now) {
        var snapshot = DeploymentSnapshot.ofRetry(wanted, tried.snapshot(), previousVersion, now);
        var deployment = enter(snapshot, wanted.reason(), now);
        record(deployment, new ChecksStarted(deployment.id(), now));
        new Verification(this, deployment, now).checksPassed();
    }

    private void queue(DeploymentSnapshot wanted, @Nullable String reason, Instant now) {
        record(enter(wanted, reason, now), new Queued(wanted.id(), now));
    }

    private Deployment enter(DeploymentSnapshot wanted, @Nullable String reason, Instant now) {
        var deployment = deployments.add(wanted);
        record(deployment, new Requested(deployment.id(), now, wanted.requestedBy(), reason));
        return deployment;
    }

    /** The turn is its own: the agent is asked. False where the deployment does not wait (any more), or was paused meanwhile. */
    boolean start(
            Deployment deployment,
            long epoch,
            @Nullable DeploymentId aborts,
            @Nullable String previousVersion,
            Instant now,
            Patience patience) {
        if (deployment.state() != DeploymentState.WAITING || deployment.brakes().paused() != null) {
            return false;
        }
        var agent = deployment.plan().agent();
        deployment.started(epoch, aborts, previousVersion, now);
        record(deployment, new DeploymentStarted(deployment.id(), now, agent, epoch));
        ask(Requests.deployment(this, deployment, patience));
        return true;
    }

    /** Another has the turn; told once for each holder. */
    boolean awaitTurn(Deployment deployment, DeploymentId holder, Instant now) {
        if (deployment.state() != DeploymentState.WAITING || holder.equals(deployment.waitsFor())) {
            return false;
        }
        deployment.waitsFor(holder);
        return record(deployment, new TurnAwaited(deployment.id(), now, holder));
    }

    /** Takes in all that the agent knows so far. False where it is nothing new. */
    boolean hear(AgentReport report, Instant now, Patience patience) {
        return deployment(report.deploymentId())
                .map(it -> new Hearing(this, it, now).hear(report, patience))
                .orElse(false);
    }

    /** Takes in all that gate-service knows so far. False where it is nothing new. */
    boolean hear(GateReport report, Instant now) {
        return deployment(report.deploymentId())
                .map(it -> new Hearing(this, it, now).hear(report))
                .orElse(false);
    }

    /** A final version is what its candidate was. */
    private void learn(@Nullable Passed candidate) {
        if (candidate != null) {
            commit = candidate.commit();
            changes = candidate.changes();
        }
    }

    /** What gate-service found out about the version. */
    void learn(GateReport report) {
        commit = report.commit() == null ? commit : report.commit();
        changes = report.changes().isEmpty() ? changes : List.copyOf(report.changes());
        var resolved = new LinkedHashMap<>(images);
        resolved.putAll(report.images());
        images = resolved;
    }

    /**
     * Ends what has no turn yet; asks the agent to interrupt what has not switched.
     *
     * @throws TooLateToCancel where it took traffic or ended
     */
    boolean cancel(DeploymentId id, String by, String reason, Instant now) {
        return new Cancellation(this, own(id)).cancel(by, reason, now);
    }

    /** What people say to that deployment. */
    Consent consent(DeploymentId id) {
        return new Consent(this, own(id));
    }

    /** What keeps that deployment from its turn. */
    Holding holding(DeploymentId id) {
        return new Holding(this, own(id));
    }

    /** A newer release was asked for. False where this one has its turn or ended, or is a hotfix and the newer one is none. */
    boolean superseded(DeploymentId id, Release newer, Instant now) {
        var spared = origin.type() == ReleaseType.HOTFIX && newer.origin.type() != ReleaseType.HOTFIX;
        var deployment = deployment(id)
                .filter(it -> !spared && !it.isRollback() && !it.state().isEnd() && !it.isUnderWay());
        var reason = "superseded by %s, which was asked for later".formatted(newer.version());
        return deployment.isPresent() && record(deployment.get(), new Cancelled(id, now, Verification.POLICY, reason));
    }

    /**
     * Lets its canary go on from a pause.
     *
     * @throws NothingToPromote where none waits
     */
    boolean promote(DeploymentId id, @Nullable Integer step, String by, Instant now) {
        return new Promoting(this, own(id)).promote(step, by, now);
    }

    /** A rollback that was asked for later has the turn. */
    boolean superseded(Deployment deployment, DeploymentId by, Instant now) {
        var reason = "superseded by rollback %s, which was asked for later".formatted(by);
        return record(deployment, new Cancelled(deployment.id(), now, Verification.POLICY, reason));
    }

    /** Looks at the clock: deadlines pass, silent sources are asked, a silent agent is told. False where all is well. */
    boolean attend(Deployment deployment, @Nullable Instant beat, Instant now, Patience patience) {
        return Attention.due(this, deployment, beat, now, patience).isPaidBy(this, deployment, now);
    }

    boolean record(Deployment deployment, ReleaseEvent event) {
        return chronicle.record(deployment, event, changes);
    }

    void ask(Request request) {
        chronicle.ask(request);
    }

    public Optional<Deployment> deployment(DeploymentId wanted) {
        return deployments.find(wanted);
    }

    private Deployment own(DeploymentId id) {
        return deployment(id).orElseThrow();
    }

    /** Whether that deployment passed its gates before, or they count that were passed for another. */
    boolean isChecked(DeploymentId id) {
        return story().stream()
                .map(Entry::event)
                .anyMatch(it -> it instanceof ChecksPassed && it.deploymentId().equals(id));
    }

    /** Whether nothing is under way. */
    public boolean isSettled() {
        return deployments.areSettled();
    }

    public ReleaseSnapshot snapshot() {
        var stored = deployments.snapshots();
        return new ReleaseSnapshot(origin, commit, images, changes, stored, chronicle.story());
    }

    public ReleaseView view() {
        return View.of(snapshot());
    }

    public ReleaseId id() {
        return origin.id();
    }

    public String app() {
        return origin.app();
    }

    public String version() {
        return origin.version();
    }

    ReleaseType type() {
        return origin.type();
    }

    @Nullable String commit() {
        return commit;
    }

    List<String> changes() {
        return changes;
    }

    Map<String, String> images() {
        return images;
    }

    /** The same, to be looked through. */
    Deployments attempts() {
        return deployments;
    }

    public List<Deployment> deployments() {
        return deployments.all();
    }

    public List<Entry> story() {
        return chronicle.story();
    }

    /** Which stored state this was read from; 0 before it was ever stored. */
    public long revision() {
        return revision;
    }

    /** Events that no listener was told yet, in order. */
    public List<Told> told() {
        return chronicle.told();
    }

    /** Requests that were not sent yet, in order. */
    public List<Request> asked() {
        return chronicle.asked();
    }

    /** The store has it, with what was to be told and asked. */
    public void stored(long newRevision) {
        revision = newRevision;
        chronicle.left();
    }

    @Override
    public String toString() {
        return "%s %s (%s)".formatted(app(), version(), id());
    }
}
