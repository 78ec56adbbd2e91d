package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data an app keeps outside of what is released.
 *
 * @param container the container the store runs in; its own tools make and read the backup; empty for {@code VOLUME} and
 *     {@code FOLDER}
 * @param keep how many of the newest sealed backups stay, at least 1
 * @param backup for {@code command}: argv run in the container, its standard output is the backup
 * @param restore for {@code command}: argv run in the container with the backup's path inside the container appended
 * @param timeout of one backup or one restore
 * @param source for {@code VOLUME} the volume's name, for {@code FOLDER} an absolute path on the agent's host; else null
 * @param database for {@code POSTGRES}; null for the one that the container was given
 * @param alsoKeep which older ones stay; null for none
 * @param schedule when it is backed up beside releases; null for never
 * @param bootstrap what prepares an empty store, run inside its container; null where nothing has to
 * @param drill how its backups are drilled beside releases; null for not at all, unless a person asks
 */
@RecordBuilder
public record DatastoreSpec(
        String name,
        Type type,
        String container,
        int keep,
        List<String> backup,
        List<String> restore,
        Duration timeout,
        @Nullable String source,
        @Nullable String database,
        @Nullable Periods alsoKeep,
        @Nullable Schedule schedule,
        @Nullable Bootstrap bootstrap,
        @Nullable Drill drill)
        implements DatastoreSpecBuilder.With {

    /** What a builder was not given is empty. */
    public DatastoreSpec {
        container = container == null ? "" : container;
        backup = backup == null ? List.of() : backup;
        restore = restore == null ? List.of() : restore;
    }

    /**
     * Of each of the last so many days, weeks and months that have a backup, the newest stays. Days are those of UTC, weeks begin
     * on Monday.
     */
    public record Periods(int daily, int weekly, int monthly) {}

    /**
     * @param cron minute, hour, day of month, month and day of week, as crontab(5) has them
     * @param zone of the hours and days, for example {@code Asia/Riyadh}
     */
    public record Schedule(String cron, String zone) {}

    /**
     * A backup is restored in a throw-away container, what is in it is counted and compared with what was counted when it was
     * taken, and the check is run there.
     *
     * @param check argv that ends with 0 where the data is good; empty for none
     * @param schedule when the newest backup is drilled; null for only when a person asks
     */
    public record Drill(List<String> check, @Nullable Schedule schedule) {}

    public enum Type {
        REDIS,
        COMMAND,
        MONGODB,
        POSTGRES,
        RABBITMQ,
        QDRANT,
        VOLUME,
        FOLDER
    }

    /** Whether a backup of it can be restored in a throw-away container. */
    @JsonIgnore
    public boolean canBeDrilled() {
        return type != Type.COMMAND || !restore.isEmpty();
    }
}
