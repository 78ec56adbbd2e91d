package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import java.time.Clock;

/** Starts a release: reserves its version, stores it with what must be told of it, and takes its turn if nothing is to be checked. */
public final class RequestRelease {

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Patience patience;
    private final Links links;
    private final Clock clock;

    public RequestRelease(
            Releases releases,
            Environments environments,
            ChangeRelease changes,
            TakeTurn turns,
            Patience patience,
            Links links,
            Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.changes = changes;
        this.turns = turns;
        this.patience = patience;
        this.links = links;
        this.clock = clock;
    }

    /**
     * Durable when it returns. The same id again is the same release.
     *
     * @throws VersionTaken where another release has the version
     */
    public Placed request(NewRelease wanted) {
        var plan = wanted.plan();
        var owner = releases.reserve(plan.app(), plan.version(), wanted.id());
        if (!owner.equals(wanted.id())) {
            throw new VersionTaken("Version %s of %s was given to release %s and is never given again; choose a new one"
                    .formatted(plan.version(), plan.app(), owner));
        }
        var environment = environments
                .find(plan.app(), plan.environment())
                .orElseGet(() -> Environment.untouched(plan.app(), plan.environment()));
        var previous = environment.current().map(Good::version).orElse(null);
        var release = Release.requested(wanted, links.to(wanted.id()), previous, clock.instant(), patience);
        var deployment = release.deployments().getFirst();
        releases.open(new Open(plan.app(), plan.environment(), deployment.id(), release.id()));
        // With nothing to check its turn comes first, so that one write says all of it.
        turns.takeUnstored(release, deployment, environment);
        if (!changes.add(release)) {
            environments.giveBack(plan.app(), plan.environment(), deployment.id());
            var known = releases.get(wanted.id());
            return new Placed(known.id(), known.deployments().getFirst().id());
        }
        turns.takeIfFree(release, deployment);
        return new Placed(release.id(), deployment.id());
    }
}
