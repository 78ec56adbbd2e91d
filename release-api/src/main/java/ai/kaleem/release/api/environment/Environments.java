package ai.kaleem.release.api.environment;

import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lock of each environment. A turn never expires by itself; each call may be repeated after a crash and then changes
 * nothing.
 */
public interface Environments {

    Optional<Environment> find(String app, String environment);

    /** Those whose turn is held. */
    List<Environment> held();

    /** Takes the turn where it is free, under an epoch one higher; the holder asking again gets the same epoch. */
    Turn take(String app, String environment, ReleaseId release, DeploymentId deployment);

    /**
     * Takes the turn for a rollback, whoever has it, except from a rollback that was asked for later. The holder asking
     * again gets the same answer.
     */
    Turn seize(String app, String environment, ReleaseId release, DeploymentId deployment);

    /**
     * Frees the turn if the deployment has it, else changes nothing.
     *
     * @param good remembered as running there from now on; null where the deployment did not succeed
     */
    void giveBack(String app, String environment, DeploymentId deployment, @Nullable Good good);
}
