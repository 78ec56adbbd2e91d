package ai.kaleem.release.api.release;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Lets a canary that waits for a person go on. */
public final class PromoteRelease {

    private final Releases releases;
    private final ChangeRelease changes;
    private final Clock clock;

    public PromoteRelease(Releases releases, ChangeRelease changes, Clock clock) {
        this.releases = releases;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Asks the agent, once for each pause: asked again, nothing happens.
     *
     * @param environment where; null where one alone waits
     * @param step of the canary, from 1, to be sure that it is the one that is meant; null for the one that waits
     * @throws EnvironmentMissing where it is not clear where
     * @throws ai.kaleem.release.api.access.NotAllowed where the person may not do that there
     * @throws ReleaseUnknown where there is none
     * @throws NothingToPromote where no canary of it waits, or another step than this one
     */
    public void promote(ReleaseId id, @Nullable String environment, @Nullable Integer step, Caller by) {
        var release = releases.get(id);
        var deployment = Meant.of(release, environment, Promoting::isPaused);
        by.require(Action.RELEASE_CREATE, deployment.environment());
        changes.change(release, it -> it.promote(deployment.id(), step, by.name(), clock.instant()));
    }
}
