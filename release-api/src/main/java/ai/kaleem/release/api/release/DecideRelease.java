package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Takes a person's decision about a release that waits for it, and its turn where that was the last one missing. */
public final class DecideRelease {

    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    public DecideRelease(ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.changes = changes;
        this.turns = turns;
        this.clock = clock;
    }

    /**
     * Durable when it returns. Said twice by the same person it counts once.
     *
     * @param seen the fingerprint of what the person looked at; null where it does not matter
     * @return the release as it is now
     * @throws ReleaseUnknown where there is none
     * @throws NothingToApprove where it waits for no approval, or what was looked at is not what it would deploy
     * @throws OwnRelease where the person asked for it
     */
    public Release approve(ReleaseId id, String by, @Nullable String comment, @Nullable String seen) {
        return advanced(changes.change(id, it -> it.consent().approve(by, comment, seen, clock.instant())));
    }

    /** Ends it as REJECTED, with the same exceptions; who asked for it may decline it too. */
    public Release decline(ReleaseId id, String by, String comment, @Nullable String seen) {
        return advanced(changes.change(id, it -> it.consent().decline(by, comment, seen, clock.instant())));
    }

    private Release advanced(Release release) {
        turns.advance(release, release.deployments().getLast().id());
        return release;
    }
}
