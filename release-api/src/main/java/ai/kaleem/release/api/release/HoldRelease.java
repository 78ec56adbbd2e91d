package ai.kaleem.release.api.release;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A person keeps a release from its turn, lets it go on, or lets a hotfix pass a freeze. */
public final class HoldRelease {

    private final Releases releases;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    public HoldRelease(Releases releases, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.changes = changes;
        this.turns = turns;
        this.clock = clock;
    }

    /**
     * Durable when it returns. Until it is resumed it does not ask for its turn; checks and approvals go on. Paused twice it is
     * paused once.
     *
     * @param environment where; null where it is on its way to one alone
     * @throws ReleaseUnknown where there is none
     * @throws EnvironmentMissing where it is not clear where
     * @throws ai.kaleem.release.api.access.NotAllowed where the person may not do that there
     * @throws NotNow where it has its turn, or ended
     */
    public Release pause(ReleaseId id, @Nullable String environment, Caller by, String reason) {
        return changed(id, environment, by, Action.RELEASE_CREATE, it -> it.pause(by.name(), reason, clock.instant()));
    }

    /** The same exceptions; it asks for its turn at once where nothing else keeps it. */
    public Release resume(ReleaseId id, @Nullable String environment, Caller by, @Nullable String comment) {
        return changed(
                id, environment, by, Action.RELEASE_CREATE, it -> it.resume(by.name(), comment, clock.instant()));
    }

    /**
     * The same exceptions.
     *
     * @throws OwnRelease where the person asked for the hotfix
     */
    public Release waiveFreeze(ReleaseId id, @Nullable String environment, Caller by, String reason) {
        return changed(id, environment, by, Action.RELEASE_APPROVE, it -> it.waive(by.name(), reason, clock.instant()));
    }

    private Release changed(
            ReleaseId id, @Nullable String environment, Caller by, Action action, Predicate<Holding> change) {
        var release = releases.get(id);
        var meant = Meant.of(release, environment, it -> !it.state().isEnd());
        by.require(action, meant.environment());
        var changed = changes.change(release, it -> change.test(it.holding(meant.id())));
        turns.advance(changed, meant.id());
        return changed;
    }
}
