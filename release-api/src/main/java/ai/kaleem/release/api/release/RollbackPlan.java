package ai.kaleem.release.api.release;

import ai.kaleem.release.api.release.ReleaseView.MigrationView;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which ways there are out of what runs in an environment, and what each costs. Nothing was changed to find out.
 *
 * @param runs the version that should run there; null before the first success
 * @param target where a rollback leads; null where nothing ran well before
 * @param takesBack what would be taken back, oldest first
 * @param agentSilentSince the agent begins when it is back; null while it is heard
 * @param options all three, best first
 */
public record RollbackPlan(
        String app,
        String environment,
        @Nullable String runs,
        @Nullable DeploymentId underWay,
        @Nullable Target target,
        List<Replaced> takesBack,
        @Nullable Instant agentSilentSince,
        Way advised,
        List<Option> options) {

    public enum Way {
        IMAGE_ONLY,
        IMAGE_AND_DATA,
        ROLL_FORWARD
    }

    public record Target(ReleaseId id, String version) {}

    public record Replaced(ReleaseId id, String version, DeploymentId deployment, List<MigrationView> migrations) {}

    /**
     * @param because why it is possible or not, and what to know of it
     * @param loses what is lost; null where nothing is, or it is not possible
     * @param takes how long it took before; null where it never ran here
     * @param ask the request that does it; null where it is not possible
     */
    public record Option(
            Way way,
            boolean possible,
            List<String> because,
            @Nullable Loss loses,
            @Nullable Takes takes,
            @Nullable String ask) {}

    /**
     * @param since writes after this moment are lost
     * @param minutes from then until now, begun ones counted
     * @param datastores those that go back
     */
    public record Loss(Instant since, long minutes, List<Kept> datastores) {}

    /** A sealed backup, and the minutes of writes that its datastore loses. */
    public record Kept(String datastore, String file, Instant takenAt, long minutes, boolean drilled) {}

    /**
     * Of earlier runs of the same kind in this environment, from the agent's first step until all traffic was on the version.
     *
     * @param runs how many there were
     */
    public record Takes(int runs, double medianSeconds, double worstSeconds) {}
}
