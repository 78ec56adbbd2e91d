package ai.kaleem.release.system.chaos.oracle;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run came to.
 *
 * @param lost,duplicated,unexpected each in words
 * @param allowed what the design lets happen after a crash, and how often it did
 */
public record Verdict(
        long kills,
        long releases,
        long seed,
        List<String> lost,
        List<String> duplicated,
        List<String> unexpected,
        Map<String, Integer> allowed) {

    public boolean isClean() {
        return lost.isEmpty() && duplicated.isEmpty() && unexpected.isEmpty();
    }

    /** All three kinds, each said of which it is. */
    public List<String> findings() {
        return Stream.of(
                        lost.stream().map(it -> "lost: " + it),
                        duplicated.stream().map(it -> "duplicated: " + it),
                        unexpected.stream().map(it -> "unexpected: " + it))
                .flatMap(it -> it)
                .toList();
    }

    /** The one line that sums it up. */
    public String line() {
        return "kills=%d releases=%d lost=%d duplicated=%d unexpected=%d seed=%d"
                .formatted(kills, releases, lost.size(), duplicated.size(), unexpected.size(), seed);
    }
}
