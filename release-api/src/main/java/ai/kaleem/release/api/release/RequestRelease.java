package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Starts a release: reserves its version, stores it with what must be told of it, and takes its turn if nothing is to be checked. */
public final class RequestRelease {

    /** No request takes that long to be stored; what did not by then broke off. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(1);

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Supersede supersede;
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
        this.supersede = new Supersede(releases, changes, turns, clock);
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
        reserve(plan.app(), plan.version(), wanted.id());
        var environment = environments
                .find(plan.app(), plan.environment())
                .orElseGet(() -> Environment.untouched(plan.app(), plan.environment()));
        var previous = environment.current().map(it -> previous(it, plan)).orElse(null);
        var release = Release.requested(wanted, links.to(wanted.id()), previous, clock.instant(), patience);
        var deployment = release.deployments().getFirst();
        releases.open(new Open(plan.app(), plan.environment(), deployment.id(), release.id()));
        // With nothing to check its turn comes first, so that one write says all of it.
        turns.takeUnstored(release, deployment, environment);
        if (!changes.add(release)) {
            // Somebody made it under the same id, at the same time or before a crash, and may wait for the turn we
            // took.
            turns.free(plan.app(), plan.environment(), deployment.id());
            var known = releases.get(wanted.id());
            return new Placed(known.id(), known.deployments().getFirst().id());
        }
        supersede.by(release, deployment);
        turns.takeIfFree(release, deployment);
        return new Placed(release.id(), deployment.id());
    }

    private Previous previous(Good current, ResolvedPlan plan) {
        var isCompared = plan.before().stream()
                .map(GateSpec::when)
                .anyMatch(it -> it != null && !it.changed().isEmpty());
        var runs = isCompared ? releases.find(current.releaseId()) : Optional.<Release>empty();
        return new Previous(current.version(), runs.map(Release::commit).orElse(null));
    }

    /** A request that broke off before its release was stored does not keep the version. */
    private void reserve(String app, String version, ReleaseId id) {
        var now = clock.instant();
        var owner = releases.reserve(app, version, id, now);
        if (owner.equals(id)) {
            return;
        }
        if (releases.find(owner).isPresent()) {
            throw new VersionTaken("Version %s of %s was given to release %s and is never given again; choose a new one"
                    .formatted(version, app, owner));
        }
        if (!releases.takeOver(app, version, owner, id, now.minus(UNDER_WAY), now)) {
            throw new VersionTaken("Version %s of %s is being given to another request; ask again in a minute"
                    .formatted(version, app));
        }
    }
}
