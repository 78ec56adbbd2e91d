package ai.kaleem.release.agent.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Known values, by hand; and how often the tests find what is there. */
class ComparisonTests {

    private static Answers counted(long requests, long errors) {
        return new Answers(requests, errors, List.of());
    }

    private static Answers timed(double... millis) {
        return new Answers(millis.length, 0, DoubleStream.of(millis).boxed().toList());
    }

    @Test
    void errorsByHand() {
        // All 3 errors of 6 requests on one side of 3: 1 of the 20 ways to choose.
        assertThat(ErrorComparison.of(counted(3, 3), counted(3, 0)).p()).isCloseTo(0.05, within(1e-9));
        // The lady tasting tea: 3 of 4 and 1 of 4.
        assertThat(ErrorComparison.of(counted(4, 3), counted(4, 1)).p()).isCloseTo(17.0 / 70, within(1e-9));
        assertThat(ErrorComparison.of(counted(50, 0), counted(50, 0)).p()).isCloseTo(1, within(1e-9));
    }

    @Test
    void moreErrorsThanBefore() {
        assertThat(ErrorComparison.of(counted(100, 20), counted(900, 9)).isWorse())
                .isTrue();
        assertThat(ErrorComparison.of(counted(100, 1), counted(900, 9)).isWorse())
                .isFalse();
        assertThat(ErrorComparison.of(counted(100, 0), counted(900, 90)).isWorse())
                .isFalse();
    }

    @Test
    void saysTheFewestErrorsItWouldHaveSeen() {
        var comparison = ErrorComparison.of(counted(50, 0), counted(50, 0));

        // 5 of 50 and none of 50: p = 0.0281; 6: p = 0.0133; 7: p = 0.00624.
        assertThat(comparison.smallestSeen().orElseThrow()).isCloseTo(7.0 / 50, within(1e-9));
        assertThat(ErrorComparison.of(counted(50, 6), counted(50, 0)).isWorse()).isFalse();
        assertThat(ErrorComparison.of(counted(50, 7), counted(50, 0)).isWorse()).isTrue();
        assertThat(ErrorComparison.of(counted(2, 0), counted(2, 0)).smallestSeen())
                .isEmpty();
    }

    @Test
    void timesByHand() {
        var comparison = LatencyComparison.of(timed(20, 40, 80), timed(10, 20, 40), 1);

        // Of the nine ratios 2 is in the middle, and 1 is the second smallest.
        assertThat(comparison.ratio()).isCloseTo(2, within(1e-9));
        assertThat(comparison.later()).isEqualTo(20);
        assertThat(comparison.atLeast().isEmpty() || comparison.atLeast().getAsDouble() < 1)
                .isTrue();
    }

    @Test
    void aTripleIsSlower() {
        var before = lognormal(new Random(1), 20, 60);
        var next = lognormal(new Random(2), 60, 60);
        var comparison = LatencyComparison.of(next, before, 1.25);

        assertThat(comparison.isWorse()).isTrue();
        assertThat(comparison.ratio()).isBetween(2.4, 3.6);
        assertThat(comparison.atLeast().orElseThrow()).isBetween(1.25, comparison.ratio());
    }

    @Test
    void whatNobodyNoticesIsNotSlower() {
        var before = lognormal(new Random(1), 1, 200);
        var next = lognormal(new Random(2), 3, 200);

        assertThat(LatencyComparison.of(next, before, 1.25).isWorse()).isFalse();
    }

    @Test
    void tooFewSamplesCannotSeeAnything() {
        var comparison = LatencyComparison.of(timed(60), timed(20, 21, 22), 1.25);

        assertThat(comparison.isWorse()).isFalse();
        assertThat(comparison.smallestSeen()).isEmpty();
    }

    /** The figures of the decision record: of 400 rounds each, how many find a version slower. */
    @Test
    void seesWhatItSaysItSees() {
        assertThat(found(50, 1.0)).as("false alarms of 50 samples").isLessThanOrEqualTo(0.005);
        assertThat(found(50, 1.25)).as("at the allowed ratio").isLessThanOrEqualTo(0.08);
        assertThat(found(50, 1.5)).as("1.5 times, 50 samples").isGreaterThanOrEqualTo(0.6);
        assertThat(found(200, 1.5)).as("1.5 times, 200 samples").isGreaterThanOrEqualTo(0.97);
        assertThat(found(50, 2.0)).as("twice, 50 samples").isGreaterThanOrEqualTo(0.99);
        assertThat(found(50, 3.0)).as("three times, 50 samples").isEqualTo(1);
        assertThat(found(10, 1.5)).as("1.5 times, 10 samples").isLessThan(0.5);
    }

    private static double found(int samples, double ratio) {
        var random = new Random(samples * 31L + (long) (ratio * 100));
        var rounds = 400;
        var found = IntStream.range(0, rounds)
                .filter(it -> LatencyComparison.of(
                                lognormal(random, 50 * ratio, samples), lognormal(random, 50, samples), 1.25)
                        .isWorse())
                .count();
        System.out.printf("%d samples, %.2f times: found in %.1f %%%n", samples, ratio, 100.0 * found / rounds);
        return (double) found / rounds;
    }

    static Answers lognormal(Random random, double median, int count) {
        return timed(IntStream.range(0, count)
                .mapToDouble(it -> median * Math.exp(0.4 * random.nextGaussian()))
                .toArray());
    }
}
