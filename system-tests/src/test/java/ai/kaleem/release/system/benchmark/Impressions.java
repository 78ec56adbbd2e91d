package ai.kaleem.release.system.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a crowd saw. A request is lost when it was not answered, or with a status of 500 and more. */
record Impressions(List<Crowd.Visit> visits, Listeners.Heard heard) {

    Impressions {
        visits = visits.stream().sorted(Comparator.comparing(Crowd.Visit::at)).toList();
    }

    int sent() {
        return visits.size();
    }

    long lost() {
        return visits.stream().filter(it -> it.version() == null).count();
    }

    /** Between two answers, one after the other. */
    Duration longestGap() {
        return longest().length();
    }

    Instant endOfLongestGap() {
        return longest().end();
    }

    private record Gap(Duration length, Instant end) {}

    private Gap longest() {
        var longest = new Gap(Duration.ZERO, Instant.EPOCH);
        Instant before = null;
        for (var visit : visits) {
            if (visit.version() != null) {
                var gap = before == null ? Duration.ZERO : Duration.between(before, visit.at());
                longest = gap.compareTo(longest.length()) > 0 ? new Gap(gap, visit.at()) : longest;
                before = visit.at();
            }
        }
        return longest;
    }

    /** When the version answered for the last time; empty where it never did. */
    Optional<Instant> lastOf(String version) {
        return visits.stream()
                .filter(it -> version.equals(it.version()))
                .map(Crowd.Visit::at)
                .reduce((_, later) -> later);
    }
}
