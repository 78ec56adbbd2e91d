package ai.kaleem.release.api.release;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Ends a release that took no traffic yet. */
public final class CancelRelease {

    private final Releases releases;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    public CancelRelease(Releases releases, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.changes = changes;
        this.turns = turns;
        this.clock = clock;
    }

    /**
     * At once where it has no turn yet, else by asking the agent, whose answer ends it.
     *
     * @param environment where; null where it is under way in one alone
     * @throws EnvironmentMissing where it is not clear where
     * @throws ai.kaleem.release.api.access.NotAllowed where the person may not do that there
     * @throws ReleaseUnknown where there is none
     * @throws TooLateToCancel where it took traffic or ended
     */
    public void cancel(ReleaseId id, @Nullable String environment, Caller by, String reason) {
        var release = releases.get(id);
        var deployment = Meant.of(release, environment, it -> !it.state().isEnd());
        by.require(Action.RELEASE_CREATE, deployment.environment());
        var meant = deployment.id();
        var changed = changes.change(release, it -> it.cancel(meant, by.name(), reason, clock.instant()));
        turns.advance(changed, meant);
    }
}
