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
    private final Proof proof;
    private final Clock clock;

    public RequestPromotion(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.changes = changes;
        this.turns = turns;
        this.supersede = new Supersede(releases, changes, turns, clock);
        this.proof = new Proof(environments, clock);
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
        var known = release.deployment(wanted.id()).or(() -> release.attempts().onItsWay(plan.environment()));
        if (known.isPresent()) {
            turns.advance(release, known.get().id());
            return new Placed(release.id(), known.get().id());
        }
        proof.require(release, wanted.passed(), wanted.soak());
        var previous = current(release, plan.environment());
        releases.open(new Open(release.app(), plan.environment(), wanted.id(), release.id()));
        var stored = changes.change(release, it -> {
            if (it.deployment(wanted.id())
                    .or(() -> it.attempts().onItsWay(plan.environment()))
                    .isPresent()) {
                return false;
            }
            it.promoteTo(wanted, previous, clock.instant());
            return true;
        });
        var deployment = stored.deployment(wanted.id())
                .or(() -> stored.attempts().onItsWay(plan.environment()))
                .orElseThrow();
        supersede.by(stored, deployment);
        turns.advance(stored, deployment.id());
        return new Placed(stored.id(), deployment.id());
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
