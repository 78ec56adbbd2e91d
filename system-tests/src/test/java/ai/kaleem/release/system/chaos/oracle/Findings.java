package ai.kaleem.release.system.chaos.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What is wrong, in words, and what is odd but allowed, counted. */
final class Findings {

    private final List<String> lost = new ArrayList<>();
    private final List<String> duplicated = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private final TreeMap<String, Integer> allowed = new TreeMap<>();

    void lost(String format, Object... values) {
        lost.add(format.formatted(values));
    }

    void duplicated(String format, Object... values) {
        duplicated.add(format.formatted(values));
    }

    void unexpected(String format, Object... values) {
        unexpected.add(format.formatted(values));
    }

    void allowed(String why) {
        allowed.merge(why, 1, Integer::sum);
    }

    Verdict verdict(long kills, long releases, long seed) {
        return new Verdict(kills, releases, seed, lost, duplicated, unexpected, allowed);
    }
}
