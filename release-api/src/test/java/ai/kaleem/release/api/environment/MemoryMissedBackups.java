package ai.kaleem.release.api.environment;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** In memory, as a test needs it. */
public final class MemoryMissedBackups implements MissedBackups {

    private final Map<String, Instant> told = new ConcurrentHashMap<>();

    @Override
    public boolean isTold(String app, String environment, String datastore, Instant due) {
        return due.equals(told.get(app + "/" + environment + "/" + datastore));
    }

    @Override
    public void told(String app, String environment, String datastore, Instant due) {
        told.put(app + "/" + environment + "/" + datastore, due);
    }
}
