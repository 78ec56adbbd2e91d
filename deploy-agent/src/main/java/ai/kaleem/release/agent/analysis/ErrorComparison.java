package ai.kaleem.release.agent.analysis;

import java.util.OptionalDouble;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * Fisher's exact test of whether more requests fail than before. It holds for few requests and few errors too, which a
 * comparison of rates does not.
 *
 * @param p how likely so many errors are by chance, were the two versions the same
 * @param smallestSeen the least share of failed requests that would have counted as more; empty where none would
 */
record ErrorComparison(double p, OptionalDouble smallestSeen) {

    /** One round in a hundred of a good version looks worse; two in a row are one in ten thousand. */
    static final double SIGNIFICANT = 0.01;

    private static final FisherExactTest TEST = FisherExactTest.withDefaults().with(AlternativeHypothesis.GREATER_THAN);

    static ErrorComparison of(Answers next, Answers before) {
        return new ErrorComparison(p(next.errors(), next, before), smallestSeen(next, before));
    }

    boolean isWorse() {
        return p < SIGNIFICANT;
    }

    private static double p(long errors, Answers next, Answers before) {
        if (next.requests() == 0 || before.requests() == 0) {
            return 1;
        }
        return TEST.test(new int[][] {
                    {(int) errors, (int) (next.requests() - errors)},
                    {(int) before.errors(), (int) (before.requests() - before.errors())}
                })
                .getPValue();
    }

    /** More errors are never less significant, so half of what is left is left out each time. */
    private static OptionalDouble smallestSeen(Answers next, Answers before) {
        var all = next.requests();
        if (p(all, next, before) >= SIGNIFICANT) {
            return OptionalDouble.empty();
        }
        var low = 0L;
        var high = all;
        while (low < high) {
            var middle = (low + high) / 2;
            if (p(middle, next, before) < SIGNIFICANT) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return OptionalDouble.of((double) high / all);
    }
}
