package ai.kaleem.release.api.environment;

import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.util.List;
import java.util.Optional;

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
     * Takes the turn for a rollback, whoever has it. One that was asked for before a rollback that had the turn never gets
     * it, and is told of that one as the holder. The holder asking again gets the same answer.
     */
    Turn seize(String app, String environment, ReleaseId release, DeploymentId deployment);

    /**
     * Remembers what runs there from now on, whoever has the turn by now. What a later turn has overtaken, or is known,
     * changes nothing.
     *
     * @param epoch of the turn that ended well
     * @param rollback whether it was a rollback
     */
    void remember(String app, String environment, Good good, long epoch, boolean rollback);

    /**
     * Nothing of ours runs there any more, so that there is nothing to go back to. What a later turn has overtaken, or is
     * known, changes nothing.
     *
     * @param epoch of the turn in which it was given away
     */
    void leave(String app, String environment, long epoch);

    /**
     * Raises the epoch while the deployment has the turn, so that what was asked under the old one is over; else changes
     * nothing.
     */
    void fence(String app, String environment, DeploymentId deployment);

    /** Frees the turn if the deployment has it, else changes nothing. */
    void giveBack(String app, String environment, DeploymentId deployment);
}
