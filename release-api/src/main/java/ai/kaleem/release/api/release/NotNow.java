package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment.Good;

/** As it stands nobody can do that to it. The message says why, and what to do instead. */
public final class NotNow extends RuntimeException {

    private NotNow(String message) {
        super(message);
    }

    static NotNow underWay(Release release, Deployment deployment) {
        return new NotNow(
                "%s is %s: what has begun is not paused. Call it off with POST .../cancellation, or take it back with a rollback"
                        .formatted(release.version(), deployment.state()));
    }

    static NotNow isOfWhatRan(Deployment deployment) {
        return new NotNow("A %s is never held back".formatted(deployment.kind()));
    }

    static NotNow ended(Deployment deployment) {
        return new NotNow("It is %s already; there is nothing that could wait or go on".formatted(deployment.state()));
    }

    static NotNow notPaused(Release release, Deployment deployment) {
        var next = deployment.next();
        return new NotNow("%s is not paused. %s"
                .formatted(release.version(), next == null ? "" : next)
                .strip());
    }

    static NotNow noHotfix(Release release) {
        return new NotNow("Only a HOTFIX passes a freeze, and %s is %s: it starts by itself when the freeze is over"
                .formatted(release.version(), release.type()));
    }

    static NotNow onItsWay(Release release, Deployment deployment) {
        return new NotNow("%s is on its way there: it is %s".formatted(release.version(), deployment.state()));
    }

    static NotNow runs(Release release, Deployment deployment) {
        return new NotNow("%s has succeeded in %s: there is nothing to try again"
                .formatted(release.version(), deployment.environment()));
    }

    static NotNow unchecked(Release release, Deployment deployment) {
        return new NotNow(
                "%s did not pass what is asked before a deployment (%s), so there is no evidence to go on with: mend it and release a new version"
                        .formatted(release.version(), deployment.state()));
    }

    static NotNow broken(Deployment deployment) {
        return new NotNow(
                "It is ROLLBACK_FAILED: a person is needed in %s first; see what serves, then release or roll back"
                        .formatted(deployment.environment()));
    }

    static NotNow newer(Release release, Good current, Deployment deployment) {
        return new NotNow("%s came to %s since: release a newer version, or roll back to %s"
                .formatted(current.version(), deployment.environment(), release.version()));
    }
}
