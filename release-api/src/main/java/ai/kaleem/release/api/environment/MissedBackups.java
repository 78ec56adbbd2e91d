package ai.kaleem.release.api.environment;

import java.time.Instant;

/** Which missed backups people were told of, whatever release they were told with. */
public interface MissedBackups {

    /** Whether the one that was due then is the last that was told of. */
    boolean isTold(String app, String environment, String datastore, Instant due);

    /** Durable when it returns; a repeat changes nothing. */
    void told(String app, String environment, String datastore, Instant due);
}
