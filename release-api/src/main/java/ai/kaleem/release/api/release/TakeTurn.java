package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.environment.Turn;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * One deployment at a time in each environment. Every step may be repeated: the turn is taken first, then one write to the
 * release carries its epoch and the request; after an end the turn is given back and the next takes it.
 */
public final class TakeTurn {

    private static final int PAGE = 20;

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final Patience patience;
    private final Clock clock;

    public TakeTurn(
            Releases releases, Environments environments, ChangeRelease changes, Patience patience, Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.changes = changes;
        this.patience = patience;
        this.clock = clock;
    }

    /** Does what is due for a deployment now: takes the turn if it waits for it, gives it back if it ended. */
    void advance(Release release, DeploymentId id) {
        var deployment = release.deployment(id).orElseThrow();
        if (deployment.state() == DeploymentState.WAITING) {
            take(release, deployment);
        } else if (deployment.state().isEnd()) {
            settle(release, deployment);
        }
    }

    /** Takes the turn for a release that is about to be stored, or lets it say for whom it waits. */
    void takeUnstored(Release release, Deployment deployment, Environment seen) {
        if (deployment.state() != DeploymentState.WAITING) {
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
        var turn = deployment.isRollback()
                ? environments.seize(app, environment, release.id(), deployment.id())
                : environments.take(app, environment, release.id(), deployment.id());
        switch (turn) {
            case Turn.Taken it -> start(release, deployment.id(), it);
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
            return deployment.isRollback()
                    ? it.superseded(deployment, holder, clock.instant())
                    : it.awaitTurn(deployment, holder, clock.instant());
        });
        var deployment = now.deployment(id).orElseThrow();
        if (deployment.state().isEnd()) {
            settle(now, deployment);
        }
    }

    private void settle(Release release, Deployment deployment) {
        var good = deployment.state() == DeploymentState.SUCCEEDED
                ? new Good(deployment.id(), release.id(), release.version(), deployment.since())
                : null;
        environments.giveBack(release.app(), deployment.environment(), deployment.id(), good);
        next(release.app(), deployment.environment());
    }

    /** Gives a free turn to whoever waited longest. */
    private void next(String app, String environment) {
        var page = releases.open(app, environment, null, PAGE);
        while (!page.isEmpty()) {
            for (var open : page) {
                if (environments.find(app, environment).map(Environment::holder).isPresent()) {
                    return;
                }
                releases.find(open.releaseId())
                        .filter(it -> isWaiting(it, open.deploymentId()))
                        .ifPresent(it -> advance(it, open.deploymentId()));
            }
            page = releases.open(app, environment, page.getLast().deploymentId(), PAGE);
        }
    }

    private static boolean isWaiting(Release release, DeploymentId id) {
        return release.deployment(id)
                .filter(it -> it.state() == DeploymentState.WAITING)
                .isPresent();
    }
}
