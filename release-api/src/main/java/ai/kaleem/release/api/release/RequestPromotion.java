package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Brings a release that passed in one environment to another: the same bytes, and what was checked once counts. */
public final class RequestPromotion {

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Supersede supersede;
    private final Clock clock;

    public RequestPromotion(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.changes = changes;
        this.turns = turns;
        this.supersede = new Supersede(releases, changes, turns, clock);
        this.clock = clock;
    }

    /**
     * Durable when it returns. The same id again, or another one while the release is on its way there, is the same deployment.
     *
     * @throws NothingToPromote where it passed too short a time ago, was taken back there since, or runs there already
     */
    public Placed request(WantedPromotion wanted) {
        var release = releases.get(wanted.release());
        var plan = wanted.plan();
        var known = release.deployment(wanted.id()).or(() -> release.onItsWay(plan.environment()));
        if (known.isPresent()) {
            turns.advance(release, known.get().id());
            return new Placed(release.id(), known.get().id());
        }
        requireProved(release, wanted);
        var previous = current(release, plan.environment());
        releases.open(new Open(release.app(), plan.environment(), wanted.id(), release.id()));
        var stored = changes.change(release, it -> {
            if (it.deployment(wanted.id())
                    .or(() -> it.onItsWay(plan.environment()))
                    .isPresent()) {
                return false;
            }
            it.promoteTo(wanted, previous, clock.instant());
            return true;
        });
        var deployment = stored.deployment(wanted.id())
                .or(() -> stored.onItsWay(plan.environment()))
                .orElseThrow();
        supersede.by(stored, deployment);
        turns.advance(stored, deployment.id());
        return new Placed(stored.id(), deployment.id());
    }

    private void requireProved(Release release, WantedPromotion wanted) {
        var passed = wanted.passed();
        var ripe = passed.since().plus(wanted.soak());
        if (clock.instant().isBefore(ripe)) {
            throw new NothingToPromote("%s succeeded in %s at %s and has to prove itself there until %s; ask again then"
                    .formatted(release.version(), passed.environment(), passed.since(), ripe));
        }
        var there = environments
                .find(release.app(), passed.environment())
                .orElseGet(() -> Environment.untouched(release.app(), passed.environment()));
        var holder = there.holder();
        if (holder != null && holder.rollback()) {
            throw new NothingToPromote("A rollback is under way in %s, where %s passed; ask again when it has ended"
                    .formatted(passed.environment(), release.version()));
        }
        // A rollback takes what it went back behind off this list.
        if (there.good().stream().noneMatch(it -> it.releaseId().equals(release.id()))) {
            throw new NothingToPromote("%s was rolled back in %s after it had succeeded there; release a mended version"
                    .formatted(release.version(), passed.environment()));
        }
    }

    private @Nullable String current(Release release, String environment) {
        var current = environments.find(release.app(), environment).flatMap(Environment::current);
        if (current.map(Good::releaseId).filter(release.id()::equals).isPresent()) {
            throw new NothingToPromote(
                    "%s runs in %s already; there is nothing to promote".formatted(release.version(), environment));
        }
        return current.map(Good::version).orElse(null);
    }
}
