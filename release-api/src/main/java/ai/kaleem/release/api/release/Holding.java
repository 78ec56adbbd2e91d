package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Hold;
import ai.kaleem.release.common.contract.ReleaseEvent.FreezeWaived;
import ai.kaleem.release.common.contract.ReleaseEvent.Held;
import ai.kaleem.release.common.contract.ReleaseEvent.Paused;
import ai.kaleem.release.common.contract.ReleaseEvent.Resumed;
import ai.kaleem.release.common.contract.ReleaseType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A deployment that is kept from its turn: by people, until its time, or by a freeze. What has its turn is kept from nothing. */
final class Holding {

    private final Release release;
    private final Deployment deployment;

    Holding(Release release, Deployment deployment) {
        this.release = release;
        this.deployment = deployment;
    }

    /**
     * False where it is paused already.
     *
     * @throws NotNow where it has its turn, or ended, or brings back what ran
     */
    boolean pause(String by, String reason, Instant now) {
        requireBeforeTurn();
        if (brakes().paused() != null) {
            return false;
        }
        deployment.brake(brakes().withPaused(new Said(by, now, reason)));
        return release.record(deployment, new Paused(deployment.id(), now, by, reason));
    }

    /** @throws NotNow where it is not paused */
    boolean resume(String by, @Nullable String comment, Instant now) {
        requireBeforeTurn();
        if (brakes().paused() == null) {
            throw NotNow.notPaused(release, deployment);
        }
        deployment.brake(brakes().withPaused(null));
        return release.record(deployment, new Resumed(deployment.id(), now, by, comment));
    }

    /**
     * False where somebody did so before.
     *
     * @throws NotNow where it is no hotfix, or has its turn, or ended
     * @throws OwnRelease where the person asked for it
     */
    boolean waive(String by, String reason, Instant now) {
        requireBeforeTurn();
        if (release.type() != ReleaseType.HOTFIX) {
            throw NotNow.noHotfix(release);
        }
        if (by.equals(deployment.requestedBy())) {
            throw new OwnRelease(by);
        }
        if (brakes().waived() != null) {
            return false;
        }
        deployment.brake(brakes().withWaived(new Said(by, now, reason)));
        return release.record(deployment, new FreezeWaived(deployment.id(), now, by, reason));
    }

    /** Tells what it waits for, once. */
    boolean hold(Hold hold, Instant now) {
        if (deployment.state() != DeploymentState.WAITING || hold.equals(brakes().hold())) {
            return false;
        }
        deployment.brake(brakes().withHold(hold));
        return release.record(deployment, new Held(deployment.id(), now, hold.kind(), hold.reason(), hold.until()));
    }

    /** It waits for its turn alone, and has the whole time for that. */
    boolean letGo(Instant now) {
        if (brakes().hold() == null) {
            return false;
        }
        deployment.brake(brakes().with(it -> it.hold(null).freeSince(now)));
        return true;
    }

    private void requireBeforeTurn() {
        if (deployment.isRollback()) {
            throw NotNow.isOfWhatRan(deployment);
        }
        switch (deployment.state()) {
            case REQUESTED, CHECKING, AWAITING_APPROVAL, WAITING -> {}
            case DEPLOYING, VERIFYING, BAKING, ROLLING_BACK -> throw NotNow.underWay(release, deployment);
            case SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED -> throw NotNow.ended(deployment);
        }
    }

    private Brakes brakes() {
        return deployment.brakes();
    }
}
