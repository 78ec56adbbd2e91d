package ai.kaleem.release.common.contract;

/** Where a deployment stands. Only release-api moves it. */
public enum DeploymentState {
    REQUESTED,
    CHECKING,
    AWAITING_APPROVAL,
    WAITING,
    DEPLOYING,
    VERIFYING,
    BAKING,
    ROLLING_BACK,
    SUCCEEDED,
    REJECTED,
    FAILED,
    ROLLED_BACK,
    ROLLBACK_FAILED,
    CANCELLED;

    public boolean isEnd() {
        return ordinal() >= SUCCEEDED.ordinal();
    }
}
