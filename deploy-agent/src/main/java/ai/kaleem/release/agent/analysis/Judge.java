package ai.kaleem.release.agent.analysis;

import ai.kaleem.release.agent.analysis.Verdict.Finding;
import ai.kaleem.release.agent.analysis.Verdict.Kind;
import ai.kaleem.release.common.contract.Canary.Analysis;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Compares a new version with the one before: hard limits first, then side by side; too few samples are no verdict. */
public final class Judge {

    private static final double MOST = 0.95;

    private final Analysis limits;

    public Judge(Analysis limits) {
        this.limits = limits;
    }

    /** @param next and {@code before} of the same time, under the same load */
    public Verdict compare(String service, Answers next, Answers before) {
        return new Verdict(List.of(errors(service, next, before), latency(service, next, before)));
    }

    private Finding errors(String service, Answers next, Answers before) {
        var comparison = ErrorComparison.of(next, before);
        var kind = next.requests() < limits.samples()
                ? Kind.INCONCLUSIVE
                : next.errorRate() > limits.errors()
                        ? Kind.OVER_LIMIT
                        : before.requests() < limits.samples()
                                ? Kind.INCONCLUSIVE
                                : comparison.isWorse() ? Kind.WORSE : Kind.PASSES;
        var numbers = words(
                "new %,d of %,d failed (%s), old %,d of %,d (%s), limit %s, at least %d requests each; p = %.3f, below %s counts; smallest share it could have seen: %s",
                next.errors(),
                next.requests(),
                percent(next.errorRate()),
                before.errors(),
                before.requests(),
                percent(before.errorRate()),
                percent(limits.errors()),
                limits.samples(),
                comparison.p(),
                ErrorComparison.SIGNIFICANT,
                seen(comparison.smallestSeen(), 100, "%.1f %%"));
        return new Finding(service + " errors", kind, numbers);
    }

    private Finding latency(String service, Answers next, Answers before) {
        var comparison = LatencyComparison.of(next, before, limits.slower());
        var enough = next.millis().size() >= samples() && before.millis().size() >= samples();
        var kind = next.millis().size() < samples()
                ? Kind.INCONCLUSIVE
                : next.quantile(MOST) > limits.latency().toMillis()
                        ? Kind.OVER_LIMIT
                        : enough ? comparison.isWorse() ? Kind.WORSE : Kind.PASSES : Kind.INCONCLUSIVE;
        var numbers = words(
                "new median %.0f ms, p95 %.0f ms of %d samples, old %.0f ms, %.0f ms of %d, limit p95 %d ms, at least %d samples each; %.2f times (95 %% sure: %s), above %.2f counts; smallest slowdown it could have seen: %s",
                next.quantile(0.5),
                next.quantile(MOST),
                next.millis().size(),
                before.quantile(0.5),
                before.quantile(MOST),
                before.millis().size(),
                limits.latency().toMillis(),
                samples(),
                comparison.ratio(),
                comparison.atLeast().isEmpty()
                        ? "cannot say"
                        : words("at least %.2f", comparison.atLeast().getAsDouble()),
                limits.slower(),
                seen(comparison.smallestSeen(), 1, "%.2f times"));
        return new Finding(service + " latency", kind, numbers);
    }

    /** A longer sample than is kept cannot be asked for. */
    private int samples() {
        return Math.min(limits.samples(), Answers.MOST);
    }

    private static String seen(OptionalDouble smallest, int times, String format) {
        return smallest.isEmpty() ? "none at all" : words(format, smallest.getAsDouble() * times);
    }

    private static String percent(double share) {
        return words("%.1f %%", share * 100);
    }

    /** Numbers read the same on every host. */
    private static String words(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
