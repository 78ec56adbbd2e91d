package ai.kaleem.release.api.release;

/** It does not wait for an approval, or not for this one. The message says what to do. */
public final class NothingToApprove extends RuntimeException {

    private NothingToApprove(String message) {
        super(message);
    }

    static NothingToApprove in(Deployment deployment) {
        return new NothingToApprove(
                switch (deployment.state()) {
                    case REQUESTED, CHECKING ->
                        "It is still being checked; decide about it when it is AWAITING_APPROVAL";
                    case AWAITING_APPROVAL, WAITING, DEPLOYING, VERIFYING, BAKING, ROLLING_BACK ->
                        "It is %s: it waits for no approval".formatted(deployment.state());
                    case SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED ->
                        "It is %s already; there is nothing to decide. %s"
                                .formatted(deployment.state(), deployment.reason() == null ? "" : deployment.reason())
                                .strip();
                });
    }

    static NothingToApprove changed(Release release) {
        return new NothingToApprove(
                "What is to be deployed is not what you looked at; read GET /api/v1/releases/%s again and decide about its fingerprint"
                        .formatted(release.id()));
    }
}
