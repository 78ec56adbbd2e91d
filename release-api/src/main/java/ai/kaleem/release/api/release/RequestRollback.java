package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts an emergency rollback: no gate, approval or freeze holds it, and whoever has the turn is aborted. */
public final class RequestRollback {

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    public RequestRollback(
            Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
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
     */
    public Placed request(WantedRollback wanted) {
        var environment = environments
                .find(wanted.app(), wanted.environment())
                .orElseGet(() -> Environment.untouched(wanted.app(), wanted.environment()));
        var target = target(wanted, environment);
        if (target.deployment(wanted.id()).isPresent()) {
            return new Placed(target.id(), wanted.id());
        }
        if (target.goodOne(wanted.environment()).isEmpty()) {
            throw new NothingToRollBackTo(
                    "%s %s never ended SUCCEEDED in %s; list what did with GET /api/v1/releases?app=%s&environment=%s&state=SUCCEEDED"
                            .formatted(
                                    target.app(),
                                    target.version(),
                                    wanted.environment(),
                                    target.app(),
                                    wanted.environment()));
        }
        var previous = takenBack(environment);
        releases.open(new Open(wanted.app(), wanted.environment(), wanted.id(), target.id()));
        var stored = changes.change(target, it -> {
            if (it.deployment(wanted.id()).isPresent()
                    || it.unfinishedRollback(wanted.environment()).isPresent()) {
                return false;
            }
            it.rollBackTo(wanted, previous, clock.instant());
            return true;
        });
        var deployment = stored.deployment(wanted.id())
                .or(() -> stored.unfinishedRollback(wanted.environment()))
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

    private Release target(WantedRollback wanted, Environment environment) {
        var to = wanted.to();
        if (to != null) {
            return named(wanted, to);
        }
        return standard(environment)
                .map(releases::get)
                .orElseThrow(() -> new NothingToRollBackTo(
                        "Nothing ended SUCCEEDED in %s of %s before what runs there now; release a version that works"
                                .formatted(wanted.environment(), wanted.app())));
    }

    private Release named(WantedRollback wanted, String to) {
        return releases.withVersion(wanted.app(), to)
                .or(() -> isId(to) ? Optional.of(new ReleaseId(to)) : Optional.empty())
                .flatMap(releases::find)
                .filter(it -> it.app().equals(wanted.app()))
                .orElseThrow(() -> new NothingToRollBackTo(
                        "%s has no version or release '%s'; list them with GET /api/v1/releases?app=%s"
                                .formatted(wanted.app(), to, wanted.app())));
    }

    /** What a release under way would replace, or, where none is, what ran before the present one. */
    private static Optional<ReleaseId> standard(Environment environment) {
        var holder = environment.holder();
        if (holder == null) {
            return environment.beforeCurrent().map(Good::releaseId);
        }
        return holder.rollback()
                ? Optional.of(holder.releaseId())
                : environment.current().map(Good::releaseId);
    }

    private static boolean isId(String to) {
        try {
            return !new ReleaseId(to).value().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
