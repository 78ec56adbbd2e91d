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
 * @param drills the newest first, at most 20; null from an agent that does not drill
 */
public record StoredData(
        Instant at,
        List<Stored> backups,
        List<Schedule> schedules,
        @Nullable List<Drill> drills) {

    /** With nothing said of drills. */
    public StoredData(Instant at, List<Stored> backups, List<Schedule> schedules) {
        this(at, backups, schedules, null);
    }

    public StoredData with(List<Drill> newest) {
        return new StoredData(at, backups, schedules, newest);
    }

    /** How far a drill is. */
    public enum DrillState {
        WAITING,
        RUNNING,
        PASSED,
        FAILED
    }

    /**
     * @param id as it was asked for; the same for each datastore of one order
     * @param backup name of the file; null before one was chosen, where nobody named one
     * @param askedAt when it was asked for, or due
     * @param finishedAt null before its end
     * @param detail what came of it, in words; null before its end
     * @param counts what was compared; empty where nothing was counted when the backup was taken
     * @param releaseId what served when it was asked for, in whose story it is told where it failed
     * @param deploymentId its deployment
     */
    public record Drill(
            String id,
            String datastore,
            @Nullable String backup,
            DrillState state,
            Instant askedAt,
            @Nullable Instant finishedAt,
            @Nullable String detail,
            List<Count> counts,
            ReleaseId releaseId,
            DeploymentId deploymentId) {}

    /**
     * @param of a table, a database of Redis
     * @param least counted when the backup was taken: before and after it, the smaller
     * @param most and the greater
     * @param restored counted in the throw-away container
     */
    public record Count(String of, long least, long most, long restored) {

        public boolean agrees() {
            return least <= restored && restored <= most;
        }
    }

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
