package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts an emergency rollback: no gate, approval or freeze holds it, and whoever has the turn is aborted. */
public final class RequestRollback {

    private final Releases releases;
    private final RollbackTargets targets;
    private final Environments environments;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    public RequestRollback(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.targets = new RollbackTargets(releases);
        this.environments = environments;
        this.changes = changes;
        this.turns = turns;
        this.clock = clock;
    }

    /**
     * Durable when it returns. The same id again, or another one while a rollback to the same release is under way, is the
     * same deployment.
     *
     * @throws NothingToRollBackTo where nothing, or not that, ever ended SUCCEEDED there
     * @throws MigrationInTheWay where it keeps the data, a migration that was taken back cannot be undone otherwise, and that
     *     was not accepted
     */
    public Placed request(WantedRollback wanted) {
        var environment = environments
                .find(wanted.app(), wanted.environment())
                .orElseGet(() -> Environment.untouched(wanted.app(), wanted.environment()));
        var target = targets.find(environment, wanted.to())
                .orElseThrow(() -> new NothingToRollBackTo(RollbackTargets.nothingBefore(environment)));
        if (target.deployment(wanted.id()).isPresent()) {
            return new Placed(target.id(), wanted.id());
        }
        RollbackTargets.requireGood(target, wanted.environment());
        if (!wanted.mindsNoMigration()
                && target.attempts().unfinishedRollback(wanted.environment()).isEmpty()) {
            TakenBack.by(target, environment, releases).requireReversible(wanted, target.version());
        }
        var previous = takenBack(environment);
        releases.open(new Open(wanted.app(), wanted.environment(), wanted.id(), target.id()));
        var stored = changes.change(target, it -> {
            if (it.deployment(wanted.id()).isPresent()
                    || it.attempts().unfinishedRollback(wanted.environment()).isPresent()) {
                return false;
            }
            it.rollBackTo(wanted, previous, clock.instant());
            return true;
        });
        var deployment = stored.deployment(wanted.id())
                .or(() -> stored.attempts().unfinishedRollback(wanted.environment()))
                .orElseThrow();
        turns.advance(stored, deployment.id());
        return new Placed(stored.id(), deployment.id());
    }

    /** The version under way, or where nothing is, the one that runs. */
    private @Nullable String takenBack(Environment environment) {
        return Optional.ofNullable(environment.holder())
                .filter(it -> !it.rollback())
                .flatMap(it -> releases.readable(it.releaseId()))
                .map(Release::version)
                .or(() -> environment.current().map(Good::version))
                .orElse(null);
    }
}
