package ai.kaleem.release.api.freeze;

import java.time.Instant;
import java.util.Optional;

/** Reads what crontab(5) calls minute, hour, day of month, month and day of week. */
public interface Calendar {

    /** The first moment after that one at which it comes; empty where it never does. */
    Optional<Instant> next(String cron, String zone, Instant after);
}
