package ai.kaleem.release.common.contract;

import java.time.Duration;
import java.util.List;

/**
 * Data an app keeps in a container that is not released with it.
 *
 * @param type {@code redis} or {@code command}
 * @param container the container the store runs in; its own tools make and read the backup
 * @param keep how many sealed backups stay, at least 1
 * @param backup for {@code command}: argv run in the container, its standard output is the backup
 * @param restore for {@code command}: argv run in the container with the backup's path inside the container appended
 * @param timeout of one backup or one restore
 */
public record DatastoreSpec(
        String name,
        Type type,
        String container,
        int keep,
        List<String> backup,
        List<String> restore,
        Duration timeout) {

    public enum Type {
        REDIS,
        COMMAND
    }
}
