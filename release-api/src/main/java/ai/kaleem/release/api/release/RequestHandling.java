package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Holder;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import java.util.Optional;

/**
 * Starts what is to be done about the release that runs in an environment: to put its drift right, to give it back to
 * Docker Compose, or to restore its data. It is no emergency, so it takes the turn only where that is free.
 */
public final class RequestHandling {

    /** Releases looked at, newest first. */
    private static final int LOOKED_AT = 50;

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    public RequestHandling(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.changes = changes;
        this.turns = turns;
        this.clock = clock;
    }

    /**
     * Durable when it returns. The same id again, or another one while the same is under way, is the same deployment.
     *
     * @throws NothingToRollBackTo where no release runs there
     * @throws TurnHeld where something else is under way there
     */
    public Placed request(WantedHandling wanted) {
        var release = releases.get(made(wanted).or(() -> present(wanted)).orElseThrow(() -> nothingRuns(wanted)));
        var known = release.deployment(wanted.id())
                .or(() -> release.attempts()
                        .unfinished(wanted.environment(), wanted.kind())
                        .filter(it -> it.restorations().equals(wanted.restorations())))
                .map(Deployment::id);
        if (known.isPresent()) {
            turns.advance(release, known.get());
            return new Placed(release.id(), known.get());
        }
        requireFree(wanted);
        releases.open(new Open(wanted.app(), wanted.environment(), wanted.id(), release.id()));
        var stored = changes.change(release, it -> {
            if (it.deployment(wanted.id()).isPresent()) {
                return false;
            }
            it.handle(wanted, clock.instant());
            return true;
        });
        turns.advance(stored, wanted.id());
        return new Placed(stored.id(), wanted.id());
    }

    /** Asked for before a crash; what runs there by now may be another release, or none. */
    private Optional<ReleaseId> made(WantedHandling wanted) {
        var newest = new ReleaseFilter(wanted.app(), wanted.environment(), null, null, LOOKED_AT);
        return releases.list(newest).items().stream()
                .filter(it -> it.deployments().stream().anyMatch(its -> its.id().equals(wanted.id())))
                .map(ReleaseView::id)
                .findFirst();
    }

    private Optional<ReleaseId> present(WantedHandling wanted) {
        return environments
                .find(wanted.app(), wanted.environment())
                .flatMap(Environment::current)
                .map(Environment.Good::releaseId);
    }

    private static NothingToRollBackTo nothingRuns(WantedHandling wanted) {
        return new NothingToRollBackTo("No release runs in %s of %s: release there, or adopt what Docker Compose runs"
                .formatted(wanted.environment(), wanted.app()));
    }

    private void requireFree(WantedHandling wanted) {
        Optional<Holder> holder =
                environments.find(wanted.app(), wanted.environment()).map(Environment::holder);
        holder.ifPresent(it -> {
            throw new TurnHeld("Deployment %s is under way in %s of %s; ask again when it has ended"
                    .formatted(it.deploymentId(), wanted.environment(), wanted.app()));
        });
    }
}
