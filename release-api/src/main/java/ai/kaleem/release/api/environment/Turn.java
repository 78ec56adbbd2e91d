package ai.kaleem.release.api.environment;

import ai.kaleem.release.common.contract.DeploymentId;
import org.jspecify.annotations.Nullable;

/** The answer to asking for an environment's turn. */
public sealed interface Turn {

    /**
     * @param epoch greater than that of any turn before
     * @param aborts whom a rollback pre-empts; null where the turn was free
     */
    record Taken(long epoch, @Nullable DeploymentId aborts) implements Turn {}

    record HeldBy(DeploymentId holder) implements Turn {}
}
