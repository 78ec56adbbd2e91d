package ai.kaleem.release.gate.outbound.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times, and which of them so many percent do not exceed: the nearest rank, so that it is one that was measured. */
final class Percentiles {

    private final List<Duration> times;

    Percentiles(int expected) {
        times = new ArrayList<>(expected);
    }

    void add(Duration time) {
        var place = Collections.binarySearch(times, time);
        times.add(place < 0 ? -place - 1 : place, time);
    }

    int count() {
        return times.size();
    }

    /** Zero where nothing was measured. */
    Duration at(int percent) {
        if (times.isEmpty()) {
            return Duration.ZERO;
        }
        var rank = (int) Math.ceil(percent / 100.0 * times.size());
        return times.get(Math.max(1, rank) - 1);
    }

    @Override
    public String toString() {
        return times.isEmpty()
                ? "nothing measured"
                : "p50 %d ms, p95 %d ms, p99 %d ms".formatted(at(50).toMillis(), at(95).toMillis(), at(99).toMillis());
    }
}
