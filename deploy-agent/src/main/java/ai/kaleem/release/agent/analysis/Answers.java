package ai.kaleem.release.agent.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * What one version answered during some time.
 *
 * @param requests that it was given
 * @param errors of these: answered with 5xx, broken off, or not taken
 * @param millis response times of some of these, the newest last; at most {@link #MOST} are kept
 */
public record Answers(long requests, long errors, List<Double> millis) {

    /** Each against each of the other version is a quarter of a million differences, which takes a few milliseconds. */
    static final int MOST = 500;

    public static final Answers NONE = new Answers(0, 0, List.of());

    public Answers {
        millis = List.copyOf(millis.subList(Math.max(0, millis.size() - MOST), millis.size()));
    }

    public Answers plus(Answers more) {
        var all = new ArrayList<>(millis);
        all.addAll(more.millis);
        return new Answers(requests + more.requests, errors + more.errors, all);
    }

    public double errorRate() {
        return requests == 0 ? 0 : (double) errors / requests;
    }

    /** The response time that so large a share of the requests stayed at or below, from 0 to 1; 0 where there is none. */
    public double quantile(double share) {
        if (millis.isEmpty()) {
            return 0;
        }
        var sorted = millis.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }
}
