package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.GateReport;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.ReleaseEvent.*;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.GatePhase;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import ai.kaleem.release.common.contract.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of an app, its deployments, and their story. Guards itself: a fact that comes twice, late or out of order
 * changes nothing it may not, and is never an error. What must be told of a change waits in {@link #told} and
 * {@link #asked} and is stored with it.
 */
public final class Release {

    private static final String POLICY = "policy";

    private final ReleaseId id;
    private final String app;
    private final String version;
    private final ReleaseType type;
    private final String requestedBy;
    private final Instant requestedAt;
    private final @Nullable String why;
    private final String link;
    private final List<Deployment> deployments = new ArrayList<>();
    private final List<Entry> story = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final List<Request> asked = new ArrayList<>();
    private @Nullable String commit;
    private Map<String, String> images;
    private List<String> changes = List.of();
    private long revision;

    private Release(NewRelease wanted, String link, Instant now) {
        id = wanted.id();
        app = wanted.plan().app();
        version = wanted.plan().version();
        type = wanted.type();
        requestedBy = wanted.requestedBy();
        requestedAt = now;
        why = wanted.reason();
        images = wanted.plan().images();
        this.link = link;
    }

    private Release(ReleaseSnapshot stored, long revision) {
        id = stored.id();
        app = stored.app();
        version = stored.version();
        type = stored.type();
        requestedBy = stored.requestedBy();
        requestedAt = stored.requestedAt();
        why = stored.reason();
        link = stored.link();
        commit = stored.commit();
        images = stored.images();
        changes = stored.changes();
        stored.deployments().stream().map(Deployment::new).forEach(deployments::add);
        story.addAll(stored.story());
        this.revision = revision;
    }

    /** As it was stored under that revision. */
    public static Release of(ReleaseSnapshot stored, long revision) {
        return new Release(stored, revision);
    }

    /** A release that was asked for, and of gate-service already, unless there is nothing to check. */
    static Release requested(
            NewRelease wanted, String link, @Nullable String previousVersion, Instant now, Patience patience) {
        var release = new Release(wanted, link, now);
        var deployment = new Deployment(
                DeploymentId.next(),
                Kind.RELEASE,
                wanted.plan(),
                DataChoice.KEEP,
                wanted.requestedBy(),
                previousVersion,
                now);
        release.deployments.add(deployment);
        release.record(deployment, new Requested(deployment.id(), now, wanted.requestedBy(), wanted.reason()));
        release.record(deployment, new ChecksStarted(deployment.id(), now));
        if (Requests.needsCheck(wanted)) {
            release.asked.add(Requests.before(release, deployment, now.plus(patience.begin())));
        } else {
            release.checksPassed(deployment, now);
        }
        return release;
    }

    /** An emergency rollback to this release, which takes its turn whoever has it. */
    Deployment rollBackTo(WantedRollback wanted, @Nullable String previousVersion, Instant now) {
        var model = goodOne(wanted.environment()).orElseThrow();
        var deployment = new Deployment(
                wanted.id(), Kind.ROLLBACK, model.plan(), wanted.data(), wanted.requestedBy(), previousVersion, now);
        deployments.add(deployment);
        record(deployment, new Requested(deployment.id(), now, wanted.requestedBy(), wanted.reason()));
        record(deployment, new Queued(deployment.id(), now));
        return deployment;
    }

    /** The turn is its own: the agent is asked. False where the deployment does not wait (any more). */
    boolean start(
            Deployment deployment,
            long epoch,
            @Nullable DeploymentId aborts,
            @Nullable String previousVersion,
            Instant now,
            Patience patience) {
        if (deployment.state() != DeploymentState.WAITING) {
            return false;
        }
        deployment.started(epoch, aborts, previousVersion, now);
        record(
                deployment,
                new DeploymentStarted(deployment.id(), now, deployment.plan().agent(), epoch));
        asked.add(Requests.deployment(this, deployment, aborts, now.plus(patience.begin())));
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
        var deployment = deployment(report.deploymentId()).orElse(null);
        if (deployment == null) {
            return false;
        }
        var before = deployment.agent();
        if (!deployment.keep(report, now)) {
            return false;
        }
        if (deployment.state().isEnd()) {
            return true;
        }
        heardAgain(deployment, now);
        AgentStory.steps(deployment, before, report, now).forEach(it -> record(deployment, it));
        var stood = deployment.state();
        AgentStory.of(deployment, report, now).forEach(it -> record(deployment, it));
        if (deployment.state() == DeploymentState.VERIFYING && stood != DeploymentState.VERIFYING) {
            verify(deployment, now, patience);
        }
        return true;
    }

    /** Takes in all that gate-service knows so far. False where it is nothing new. */
    boolean hear(GateReport report, Instant now) {
        var deployment = deployment(report.deploymentId()).orElse(null);
        if (deployment == null) {
            return false;
        }
        var before = report.phase() == GatePhase.BEFORE ? deployment.checks() : deployment.after();
        if (!deployment.keep(report, now)) {
            return false;
        }
        if (deployment.state().isEnd()) {
            return true;
        }
        GateStory.gates(deployment, before, report, now).forEach(it -> record(deployment, it));
        if (report.phase() == GatePhase.BEFORE) {
            checked(deployment, report, now);
        } else if (deployment.state() == DeploymentState.VERIFYING) {
            verified(deployment, report, now);
        }
        return true;
    }

    private void checked(Deployment deployment, GateReport report, Instant now) {
        if (deployment.state() != DeploymentState.CHECKING) {
            return;
        }
        commit = report.commit() == null ? commit : report.commit();
        changes = report.changes().isEmpty() ? changes : List.copyOf(report.changes());
        switch (report.verdict()) {
            case RUNNING -> {}
            case PASSED -> {
                var resolved = new LinkedHashMap<>(images);
                resolved.putAll(report.images());
                images = resolved;
                checksPassed(deployment, now);
            }
            case FAILED, ERRORED ->
                record(
                        deployment,
                        new ChecksFailed(
                                deployment.id(),
                                now,
                                GateStory.reason(report),
                                report.verdict() == Verdict.ERRORED,
                                GateStory.spoilers(report)));
        }
    }

    private void checksPassed(Deployment deployment, Instant now) {
        record(deployment, new ChecksPassed(deployment.id(), now, commit, images));
        record(deployment, new Approved(deployment.id(), now, POLICY, "The plan asks for no approval"));
    }

    /** With no gates after the switch it is verified at once. */
    private void verify(Deployment deployment, Instant now, Patience patience) {
        if (deployment.plan().after().isEmpty()) {
            passed(deployment, now);
        } else {
            asked.add(Requests.after(this, deployment, now.plus(patience.begin())));
        }
    }

    private void verified(Deployment deployment, GateReport report, Instant now) {
        switch (report.verdict()) {
            case RUNNING -> {}
            case PASSED -> passed(deployment, now);
            case FAILED, ERRORED -> {
                var reason = GateStory.reason(report);
                if (deployment.isRollback()) {
                    rollbackFailed(deployment, reason, now);
                    return;
                }
                var ours = report.verdict() == Verdict.ERRORED;
                record(
                        deployment,
                        new VerificationFailed(deployment.id(), now, reason, ours, GateStory.spoilers(report)));
                asked.add(new RollbackRequested(
                        id, deployment.id(), deployment.plan().agent(), deployment.epoch(), POLICY, reason));
            }
        }
    }

    private void passed(Deployment deployment, Instant now) {
        if (deployment.isVerified()) {
            return;
        }
        deployment.verified();
        record(deployment, new Verified(deployment.id(), now));
        if (deployment.isRollback()) {
            var report = deployment.agent();
            if (report != null && report.phase() == Phase.SUCCEEDED) {
                record(deployment, new Succeeded(deployment.id(), now));
            }
        } else {
            asked.add(new KeepRequested(id, deployment.id(), deployment.plan().agent(), deployment.epoch()));
        }
    }

    private void rollbackFailed(Deployment deployment, String reason, Instant now) {
        var next = "A person is needed now. %s Read the gates' logs, mend it or roll back to another version."
                .formatted(Words.serves(deployment));
        record(deployment, new RollbackFailed(deployment.id(), now, reason, next));
    }

    /**
     * Ends what has no turn yet; asks the agent to interrupt what has not switched.
     *
     * @throws TooLateToCancel where it took traffic or ended
     */
    boolean cancel(String by, String reason, Instant now) {
        var deployment = deployments.getLast();
        return switch (deployment.state()) {
            case REQUESTED, CHECKING, AWAITING_APPROVAL, WAITING ->
                record(deployment, new Cancelled(deployment.id(), now, by, reason));
            case DEPLOYING -> {
                if (deployment.isRollback()) {
                    throw new TooLateToCancel(
                            "A rollback under way cannot be cancelled; ask for a rollback to another version instead");
                }
                if (deployment.cancelledBy() != null) {
                    yield false;
                }
                deployment.cancelledBy(by);
                yield asked.add(new RollbackRequested(
                        id, deployment.id(), deployment.plan().agent(), deployment.epoch(), by, reason));
            }
            case VERIFYING, BAKING ->
                throw new TooLateToCancel(
                        "%s has the traffic of %s already; take it back with POST /api/v1/apps/%s/environments/%s/rollback"
                                .formatted(version, deployment.environment(), app, deployment.environment()));
            case ROLLING_BACK, SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED ->
                throw new TooLateToCancel("It is %s already; there is nothing to cancel".formatted(deployment.state()));
        };
    }

    /** A rollback that was asked for later has the turn. */
    boolean superseded(Deployment deployment, DeploymentId by, Instant now) {
        var reason = "superseded by rollback %s, which was asked for later".formatted(by);
        return record(deployment, new Cancelled(deployment.id(), now, POLICY, reason));
    }

    /** Looks at the clock: deadlines pass, silent sources are asked, a silent agent is told. False where all is well. */
    boolean attend(Deployment deployment, @Nullable Instant beat, Instant now, Patience patience) {
        return switch (Attention.due(this, deployment, beat, now, patience)) {
            case Attention.Nothing nothing -> false;
            case Attention.Ask(var request) -> {
                deployment.asked(now);
                yield asked.add(request);
            }
            case Attention.Tell(var event) -> {
                if (event instanceof AgentSilent silent) {
                    deployment.silentSince(silent.since());
                }
                if (event instanceof AgentHeard) {
                    deployment.silentSince(null);
                }
                yield record(deployment, event);
            }
        };
    }

    private void heardAgain(Deployment deployment, Instant now) {
        if (deployment.silentSince() != null) {
            deployment.silentSince(null);
            record(
                    deployment,
                    new AgentHeard(deployment.id(), now, deployment.plan().agent()));
        }
    }

    /** False, and nothing recorded, where the event would move the deployment but fits no edge. */
    private boolean record(Deployment deployment, ReleaseEvent event) {
        if (!deployment.apply(event) && Edges.moves(event)) {
            return false;
        }
        deployment.say(Words.after(event, deployment, version));
        var entry = new Entry(story.size() + 1L, deployment.state(), event);
        story.add(entry);
        told.add(new Told(
                id,
                entry.number(),
                event,
                new Told.Standing(
                        app,
                        deployment.environment(),
                        version,
                        deployment.isRollback() ? Kind.ROLLBACK.name() : type.name(),
                        deployment.state(),
                        deployment.requestedBy(),
                        deployment.previousVersion(),
                        changes,
                        deployment.reason(),
                        deployment.next(),
                        link),
                deployment.plan().channels()));
        return true;
    }

    /** The newest deployment that ended well there, and so knows which images ran. */
    Optional<Deployment> goodOne(String environment) {
        return deployments.reversed().stream()
                .filter(it -> it.environment().equals(environment) && it.state() == DeploymentState.SUCCEEDED)
                .findFirst();
    }

    Optional<Deployment> unfinishedRollback(String environment) {
        return deployments.stream()
                .filter(it -> it.isRollback()
                        && it.environment().equals(environment)
                        && !it.state().isEnd())
                .findFirst();
    }

    /** What the agent is to run: of a rollback, exactly what ran there before. */
    Map<String, String> imagesFor(Deployment deployment) {
        var pinned = new LinkedHashMap<>(images);
        if (deployment.isRollback()) {
            goodOne(deployment.environment())
                    .map(Deployment::agent)
                    .map(AgentReport::images)
                    .orElse(Map.<String, ImageRef>of())
                    .forEach((service, image) -> pinned.put(service, image.value()));
        }
        return pinned;
    }

    public Optional<Deployment> deployment(DeploymentId wanted) {
        return deployments.stream().filter(it -> it.id().equals(wanted)).findFirst();
    }

    /** Whether nothing is under way. */
    public boolean isSettled() {
        return deployments.stream().allMatch(it -> it.state().isEnd());
    }

    public ReleaseSnapshot snapshot() {
        return new ReleaseSnapshot(
                id,
                app,
                version,
                type,
                commit,
                images,
                changes,
                requestedBy,
                requestedAt,
                why,
                link,
                deployments.stream().map(Deployment::snapshot).toList(),
                List.copyOf(story));
    }

    public ReleaseView view() {
        return View.of(snapshot());
    }

    public ReleaseId id() {
        return id;
    }

    public String app() {
        return app;
    }

    public String version() {
        return version;
    }

    public List<Deployment> deployments() {
        return List.copyOf(deployments);
    }

    public List<Entry> story() {
        return List.copyOf(story);
    }

    /** Which stored state this was read from; 0 before it was ever stored. */
    public long revision() {
        return revision;
    }

    /** Events that no listener was told yet, in order. */
    public List<Told> told() {
        return List.copyOf(told);
    }

    /** Requests that were not sent yet, in order. */
    public List<Request> asked() {
        return List.copyOf(asked);
    }

    /** The store has it, with what was to be told and asked. */
    public void stored(long newRevision) {
        revision = newRevision;
        told.clear();
        asked.clear();
    }

    @Override
    public String toString() {
        return "%s %s (%s)".formatted(app, version, id);
    }
}
