package ai.kaleem.release.notifier.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the messages to one destination apart, and holds all of them while it asked for a pause. */
final class Pace {

    private final ConcurrentHashMap<Destination, Instant> free = new ConcurrentHashMap<>();

    /** Takes the destination's next moment if that has come. Returns when it comes; not after {@code now} means taken. */
    Instant take(Destination destination, Duration apart, Instant now) {
        var moment = new Instant[] {now};
        free.compute(destination, (it, next) -> {
            if (next != null && next.isAfter(now)) {
                moment[0] = next;
                return next;
            }
            return now.plus(apart);
        });
        return moment[0];
    }

    void hold(Destination destination, Instant until) {
        free.merge(destination, until, (a, b) -> a.isAfter(b) ? a : b);
    }
}
