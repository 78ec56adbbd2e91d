package ai.kaleem.release.common.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backups of an environment that its agent has on its disk.
 *
 * @param at when the agent looked, by its clock
 * @param backups the newest first, at most 50 a datastore
 * @param schedules of the datastores that are backed up beside releases
 */
public record StoredData(Instant at, List<Stored> backups, List<Schedule> schedules) {

    /** Why a backup was taken. */
    public enum Kind {
        BEFORE_RELEASE,
        BEFORE_RESTORE,
        SCHEDULED
    }

    /**
     * @param deployment for whose sake it was taken; of a scheduled one, what served then
     * @param version that it released; null where the agent no longer knows
     */
    public record Stored(
            Kind kind, DeploymentId deployment, @Nullable String version, AgentReport.Backup backup) {}

    /**
     * @param due when the next backup is to be taken, or was; null where that cannot be told
     * @param written bytes of the one that is being taken; null where none is
     * @param problem why none could be taken, in words; null where nothing is wrong
     */
    public record Schedule(
            String datastore,
            @Nullable Instant due,
            @Nullable Long written,
            @Nullable String problem) {}
}
