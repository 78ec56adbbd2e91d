package ai.kaleem.release.agent.outbound.backup;

import java.util.Map;
import java.util.TreeMap;

/** How much a store has of what, as its own tool printed it: a line {@code NAME|NUMBER} for each. */
final class Counts {

    private Counts() {}

    /** @throws NumberFormatException where it is something else */
    static Map<String, Long> read(String printed) {
        var counts = new TreeMap<String, Long>();
        printed.lines().filter(it -> it.contains("|")).forEach(it -> {
            var bar = it.lastIndexOf('|');
            counts.put(it.substring(0, bar), Long.parseLong(it.substring(bar + 1)));
        });
        return counts;
    }
}
