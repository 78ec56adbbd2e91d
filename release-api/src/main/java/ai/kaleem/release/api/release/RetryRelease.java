package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import java.time.Clock;

/** Tries a release again that did not come to serve: a new deployment of the same bytes, whose checks count. */
public final class RetryRelease {

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Supersede supersede;
    private final Clock clock;

    public RetryRelease(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.changes = changes;
        this.turns = turns;
        this.supersede = new Supersede(releases, changes, turns, clock);
        this.clock = clock;
    }

    /**
     * Durable when it returns. The same id again is the same deployment.
     *
     * @throws ReleaseUnknown where there is none
     * @throws EnvironmentMissing where it was never asked for there
     * @throws NotNow where it is on its way, has succeeded, did not pass its checks, or another came there since
     */
    public Placed request(WantedRetry wanted) {
        var release = releases.get(wanted.release());
        var known = release.deployment(wanted.id());
        if (known.isPresent()) {
            turns.advance(release, known.get().id());
            return new Placed(release.id(), known.get().id());
        }
        var current = environments
                .find(release.app(), wanted.environment())
                .flatMap(Environment::current)
                .orElse(null);
        var tried = release.attempts().triedAgain(release, wanted.environment(), current);
        releases.open(new Open(release.app(), tried.environment(), wanted.id(), release.id()));
        var stored = changes.change(release, it -> {
            if (it.deployment(wanted.id()).isPresent()) {
                return false;
            }
            var again = it.attempts().triedAgain(it, wanted.environment(), current);
            it.retry(wanted, again, current == null ? null : current.version(), clock.instant());
            return true;
        });
        var deployment = stored.deployment(wanted.id()).orElseThrow();
        supersede.by(stored, deployment);
        turns.advance(stored, deployment.id());
        return new Placed(stored.id(), deployment.id());
    }
}
