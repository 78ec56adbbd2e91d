package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.Turn;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Hold;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One deployment at a time in each environment. Every step may be repeated: the turn is taken first, then one write to the
 * release carries its epoch and the request; after an end the turn is given back and the next takes it.
 */
public final class TakeTurn {

    private static final int PAGE = 20;
    private static final int UNFINISHED = 1_000;

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final Holds holds;
    private final Patience patience;
    private final Clock clock;

    public TakeTurn(
            Releases releases,
            Environments environments,
            ChangeRelease changes,
            Holds holds,
            Patience patience,
            Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.changes = changes;
        this.holds = holds;
        this.patience = patience;
        this.clock = clock;
    }

    /** Does what is due for a deployment now: takes the turn if it waits for it, gives it back if it ended. */
    void advance(Release release, DeploymentId id) {
        var deployment = release.deployment(id).orElseThrow();
        if (deployment.state() == DeploymentState.WAITING) {
            holds.on(release, deployment).ifPresentOrElse(it -> hold(release, id, it), () -> take(release, deployment));
        } else if (deployment.state().isEnd()) {
            settle(release, deployment);
        } else if (isJudgedRollback(deployment)) {
            leaveToNewer(release, deployment);
        }
    }

    /** Lets a release say for what or whom it waits; the answer is what keeps it from asking for its turn. */
    Optional<Hold> sayWhy(Release release, Deployment deployment) {
        var hold = holds.on(release, deployment);
        hold.ifPresentOrElse(it -> hold(release, deployment.id(), it), () -> sayWhoHolds(release, deployment));
        return hold;
    }

    /** A crash may have come between its turn and its start: then whoever waits for it gets it. */
    private void hold(Release release, DeploymentId id, Hold hold) {
        var held = changes.change(release, it -> it.holding(id).hold(hold, clock.instant()));
        var environment = held.deployment(id).orElseThrow().environment();
        environments
                .find(held.app(), environment)
                .map(Environment::holder)
                .filter(it -> it.deploymentId().equals(id))
                .ifPresent(_ -> free(held.app(), environment, id));
    }

    private void sayWhoHolds(Release release, Deployment deployment) {
        environments
                .find(release.app(), deployment.environment())
                .map(Environment::holder)
                .filter(it -> !it.deploymentId().equals(deployment.id()))
                .ifPresent(it -> wait(release, deployment.id(), it.deploymentId()));
    }

    /** What is measured from now on is the newer rollback's traffic, so it is no longer judged by it. */
    private void leaveToNewer(Release release, Deployment deployment) {
        var newer = environments
                .find(release.app(), deployment.environment())
                .filter(it -> it.isPastRollback(deployment.id()))
                .map(Environment::lastRollback);
        newer.ifPresent(it -> wait(release, deployment.id(), it));
    }

    /** Before the new turn is used; what has not switched is ended by its agent. */
    private void endPreempted(Release release, Deployment deployment, DeploymentId preempted) {
        releases.open(release.app(), deployment.environment(), null, UNFINISHED).stream()
                .filter(it -> it.deploymentId().equals(preempted))
                .flatMap(it -> releases.readable(it.releaseId()).stream())
                .filter(it -> it.deployment(preempted)
                        .filter(TakeTurn::isJudgedRollback)
                        .isPresent())
                .forEach(it -> advance(it, preempted));
    }

    /** Takes the turn for a release that is about to be stored, or lets it say for whom it waits. */
    void takeUnstored(Release release, Deployment deployment, Environment seen) {
        if (deployment.state() != DeploymentState.WAITING) {
            return;
        }
        var hold = holds.on(release, deployment);
        if (hold.isPresent()) {
            release.holding(deployment.id()).hold(hold.get(), clock.instant());
            return;
        }
        var holder = seen.holder();
        var turn = holder == null
                ? environments.take(release.app(), deployment.environment(), release.id(), deployment.id())
                : new Turn.HeldBy(holder.deploymentId());
        switch (turn) {
            case Turn.Taken it -> {
                var previous = seen.current().map(Good::version).orElse(null);
                release.start(deployment, it.epoch(), it.aborts(), previous, clock.instant(), patience);
            }
            case Turn.HeldBy it -> release.awaitTurn(deployment, it.holder(), clock.instant());
        }
    }

    /** The turn may have become free while it was stored, when whoever gave it back could not see it yet. */
    void takeIfFree(Release release, Deployment deployment) {
        if (deployment.state() == DeploymentState.WAITING
                && environments
                        .find(release.app(), deployment.environment())
                        .map(Environment::holder)
                        .isEmpty()) {
            advance(release, deployment.id());
        }
    }

    private void take(Release release, Deployment deployment) {
        var app = release.app();
        var environment = deployment.environment();
        var turn = deployment.preempts()
                ? environments.seize(app, environment, release.id(), deployment.id())
                : environments.take(app, environment, release.id(), deployment.id());
        switch (turn) {
            case Turn.Taken it -> {
                if (it.aborts() != null) {
                    endPreempted(release, deployment, it.aborts());
                }
                start(release, deployment.id(), it);
            }
            case Turn.HeldBy it -> wait(release, deployment.id(), it.holder());
        }
    }

    private void start(Release release, DeploymentId id, Turn.Taken turn) {
        var previous = previousVersion(release, id);
        var now = changes.change(
                release,
                it -> it.start(
                        it.deployment(id).orElseThrow(),
                        turn.epoch(),
                        turn.aborts(),
                        previous,
                        clock.instant(),
                        patience));
        var deployment = now.deployment(id).orElseThrow();
        if (deployment.state().isEnd()) {
            settle(now, deployment);
        }
    }

    private @Nullable String previousVersion(Release release, DeploymentId id) {
        var deployment = release.deployment(id).orElseThrow();
        if (deployment.isRollback()) {
            return deployment.previousVersion();
        }
        return environments
                .find(release.app(), deployment.environment())
                .flatMap(Environment::current)
                .map(Good::version)
                .orElse(null);
    }

    private void wait(Release release, DeploymentId id, DeploymentId holder) {
        var now = changes.change(release, it -> {
            var deployment = it.deployment(id).orElseThrow();
            if (deployment.preempts() || isJudgedRollback(deployment)) {
                return it.superseded(deployment, holder, clock.instant());
            }
            var wasHeld = it.holding(id).letGo(clock.instant());
            return it.awaitTurn(deployment, holder, clock.instant()) || wasHeld;
        });
        var deployment = now.deployment(id).orElseThrow();
        if (deployment.state().isEnd()) {
            settle(now, deployment);
        }
    }

    private void settle(Release release, Deployment deployment) {
        var app = release.app();
        var environment = deployment.environment();
        if (deployment.state() == DeploymentState.SUCCEEDED && deployment.kind() == Kind.GIVE_BACK) {
            environments.leave(app, environment, deployment.epoch());
        } else if (deployment.state() == DeploymentState.SUCCEEDED) {
            var good = new Good(deployment.id(), release.id(), release.version(), deployment.since());
            environments.remember(app, environment, good, deployment.epoch(), deployment.isRollback());
        }
        free(app, environment, deployment.id());
    }

    /** Gives the turn back, to whoever waits for it. */
    void free(String app, String environment, DeploymentId deployment) {
        environments.giveBack(app, environment, deployment);
        next(app, environment);
    }

    /** Gives a free turn to whoever waited longest, and lets the others say for whom they wait now. */
    private void next(String app, String environment) {
        var page = releases.open(app, environment, null, PAGE);
        while (!page.isEmpty()) {
            for (var open : page) {
                releases.readable(open.releaseId())
                        .filter(it -> isWaiting(it, open.deploymentId()))
                        .ifPresent(it -> advance(it, open.deploymentId()));
            }
            page = releases.open(app, environment, page.getLast().deploymentId(), PAGE);
        }
    }

    private static boolean isJudgedRollback(Deployment deployment) {
        return deployment.isRollback() && deployment.state() == DeploymentState.VERIFYING;
    }

    private static boolean isWaiting(Release release, DeploymentId id) {
        return release.deployment(id)
                .filter(it -> it.state() == DeploymentState.WAITING)
                .isPresent();
    }
}
