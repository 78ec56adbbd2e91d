package ai.kaleem.release.agent.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Mann and Whitney's test of whether response times are more than so many times those before. It asks nothing of their
 * distribution; as it compares logarithms, a shift is a ratio.
 *
 * @param p how likely such times are by chance, were the new version slower by no more than the ratio that is allowed
 * @param ratio how many times slower it is, as a typical pair of requests has it
 * @param atLeast so many times slower it is with 95 % confidence; empty where there are too few samples to say
 * @param smallestSeen the least ratio that would have counted as slower; empty where none would
 * @param later by how many milliseconds the median is later
 */
record LatencyComparison(double p, double ratio, OptionalDouble atLeast, OptionalDouble smallestSeen, double later) {

    /** The allowed ratio keeps a version that is as fast as before far from this; see the tests. */
    static final double SIGNIFICANT = 0.05;

    /** Nobody notices less, and the gateway counts in whole milliseconds. */
    static final double NOTICED_MILLIS = 5;

    private static final double ONE_SIDED_95 = 1.6449;
    private static final double LEAST_MILLIS = 0.5;

    private static final MannWhitneyUTest TEST =
            MannWhitneyUTest.withDefaults().with(AlternativeHypothesis.GREATER_THAN);

    /** @param allowed the ratio up to which it does not count as slower, at least 1 */
    static LatencyComparison of(Answers next, Answers before, double allowed) {
        var later = next.quantile(0.5) - before.quantile(0.5);
        if (next.millis().isEmpty() || before.millis().isEmpty()) {
            return new LatencyComparison(1, 1, OptionalDouble.empty(), OptionalDouble.empty(), later);
        }
        var one = logarithms(next.millis());
        var other = logarithms(before.millis());
        var p = TEST.withMu(Math.log(allowed)).test(one, other).getPValue();
        var differences = differences(one, other);
        var middle = median(differences);
        var bound = lowerBound(differences, one.length, other.length);
        return new LatencyComparison(
                p,
                Math.exp(middle),
                bound.isEmpty() ? bound : OptionalDouble.of(Math.exp(bound.getAsDouble())),
                bound.isEmpty() ? bound : OptionalDouble.of(allowed * Math.exp(middle - bound.getAsDouble())),
                later);
    }

    boolean isWorse() {
        return p < SIGNIFICANT && later >= NOTICED_MILLIS;
    }

    private static double[] logarithms(List<Double> millis) {
        return millis.stream()
                .mapToDouble(it -> Math.log(Math.max(LEAST_MILLIS, it)))
                .toArray();
    }

    private static double[] differences(double[] one, double[] other) {
        var differences = new double[one.length * other.length];
        for (int i = 0; i < one.length; i++) {
            for (int j = 0; j < other.length; j++) {
                differences[i * other.length + j] = one[i] - other[j];
            }
        }
        Arrays.sort(differences);
        return differences;
    }

    private static double median(double[] sorted) {
        var half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Of Hodges and Lehmann's estimate, by the normal approximation of the test's own statistic. */
    private static OptionalDouble lowerBound(double[] sorted, int n, int m) {
        var pairs = (double) n * m;
        var k = (int) Math.floor(pairs / 2 - ONE_SIDED_95 * Math.sqrt(pairs * (n + m + 1) / 12));
        return k < 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[k]);
    }
}
