package ai.kaleem.release.api.release;

/** It took traffic, or has ended: cancelling is no longer the word. The message says what to do. */
public final class TooLateToCancel extends RuntimeException {

    public TooLateToCancel(String message) {
        super(message);
    }

    static TooLateToCancel rollback() {
        return new TooLateToCancel(
                "A rollback under way cannot be cancelled; ask for a rollback to another version instead");
    }

    static TooLateToCancel hasTraffic(Release release, Deployment deployment) {
        var environment = deployment.environment();
        return new TooLateToCancel(
                "%s has the traffic of %s already; take it back with POST /api/v1/apps/%s/environments/%s/rollback"
                        .formatted(release.version(), environment, release.app(), environment));
    }

    static TooLateToCancel settled(Deployment deployment) {
        return new TooLateToCancel("It is %s already; there is nothing to cancel".formatted(deployment.state()));
    }
}
