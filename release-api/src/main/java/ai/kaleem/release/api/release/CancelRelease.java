package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;

/** Ends a release that took no traffic yet. */
public final class CancelRelease {

    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    public CancelRelease(ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.changes = changes;
        this.turns = turns;
        this.clock = clock;
    }

    /**
     * At once where it has no turn yet, else by asking the agent, whose answer ends it.
     *
     * @throws ReleaseUnknown where there is none
     * @throws TooLateToCancel where it took traffic or ended
     */
    public void cancel(ReleaseId id, String by, String reason) {
        var release = changes.change(id, it -> it.cancel(by, reason, clock.instant()));
        turns.advance(release, release.deployments().getLast().id());
    }
}
