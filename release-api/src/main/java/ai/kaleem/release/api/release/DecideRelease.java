package ai.kaleem.release.api.release;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes a person's decision about a release that waits for it, and its turn where that was the last one missing. */
public final class DecideRelease {

    private final Releases releases;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    public DecideRelease(Releases releases, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.changes = changes;
        this.turns = turns;
        this.clock = clock;
    }

    /**
     * What a person says, and about what.
     *
     * @param environment where it waits; null where it waits in one alone
     * @param seen the fingerprint of what the person looked at; null where it does not matter
     */
    public record Word(
            Caller by,
            @Nullable String comment,
            @Nullable String environment,
            @Nullable String seen) {}

    /**
     * Durable when it returns. Said twice by the same person it counts once.
     *
     * @return the release as it is now
     * @throws ReleaseUnknown where there is none
     * @throws EnvironmentMissing where it is not clear where
     * @throws ai.kaleem.release.api.access.NotAllowed where the person may not decide there
     * @throws NothingToApprove where it waits for no approval, or what was looked at is not what it would deploy
     * @throws OwnRelease where the person asked for it
     */
    public Release approve(ReleaseId id, Word word) {
        return decided(id, word, it -> it.approve(word.by().name(), word.comment(), word.seen(), clock.instant()));
    }

    /**
     * Ends it as REJECTED, with the same exceptions; who asked for it may decline it too.
     *
     * @param why for everybody who is told
     */
    public Release decline(ReleaseId id, Word word, String why) {
        return decided(id, word, it -> it.decline(word.by().name(), why, word.seen(), clock.instant()));
    }

    private Release decided(ReleaseId id, Word word, Predicate<Consent> decision) {
        var release = releases.get(id);
        var deployment = Meant.of(release, word.environment(), it -> it.state() == DeploymentState.AWAITING_APPROVAL);
        word.by().require(Action.RELEASE_APPROVE, deployment.environment());
        var meant = deployment.id();
        var changed = changes.change(release, it -> decision.test(it.consent(meant)));
        turns.advance(changed, meant);
        return changed;
    }
}
