package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.analysis.Verdict.Finding;
import ai.kaleem.release.agent.analysis.Verdict.Kind;
import ai.kaleem.release.common.contract.PrometheusCheck;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One number of Prometheus, looked at again and again. Only a number is a verdict; without one, whatever was seen before
 * counts no more.
 */
final class Measure {

    private final PrometheusCheck check;
    private final Metrics metrics;
    private final Blanks blanks;
    private final Duration every;
    private @Nullable CompletableFuture<Metrics.Reading> asked;
    private OptionalLong askedAt = OptionalLong.empty();
    private OptionalLong brokenSince = OptionalLong.empty();
    private Finding last;

    /** @param every how long it waits at least until it asks again */
    Measure(PrometheusCheck check, Metrics metrics, Blanks blanks, Duration every) {
        this.check = check;
        this.metrics = metrics;
        this.blanks = blanks;
        this.every = every;
        this.last = found(Kind.INCONCLUSIVE, "no answer yet");
    }

    /**
     * What the newest answer came to. Never waits for one.
     *
     * @param nanos of {@link System#nanoTime()}, now
     */
    Finding look(long nanos) {
        var missing = blanks.missing(check.query());
        if (missing.isPresent()) {
            return found(Kind.INCONCLUSIVE, missing.get());
        }
        if (asked != null && asked.isDone()) {
            last = judge(asked.join(), nanos);
            asked = null;
        }
        if (asked == null && (askedAt.isEmpty() || nanos - askedAt.getAsLong() >= every.toNanos())) {
            askedAt = OptionalLong.of(nanos);
            asked = metrics.ask(check.url(), blanks.fill(check.query()));
        }
        return last;
    }

    private Finding judge(Metrics.Reading reading, long nanos) {
        return switch (reading) {
            case Metrics.Reading.Nothing(var why) -> {
                brokenSince = OptionalLong.empty();
                yield found(Kind.INCONCLUSIVE, why);
            }
            case Metrics.Reading.Number(var value) -> judge(value, nanos);
        };
    }

    private Finding judge(double value, long nanos) {
        if (!check.isBroken(value)) {
            brokenSince = OptionalLong.empty();
            return found(Kind.PASSES, words(value));
        }
        if (brokenSince.isEmpty()) {
            brokenSince = OptionalLong.of(nanos);
        }
        var lasts = Duration.ofNanos(nanos - brokenSince.getAsLong());
        return lasts.compareTo(check.lasts()) >= 0
                ? found(Kind.OVER_LIMIT, words(value))
                : found(Kind.INCONCLUSIVE, "%s, so far for %s".formatted(words(value), Words.of(lasts)));
    }

    private Finding found(Kind kind, String numbers) {
        var limit = check.max() != null
                ? "at most %s".formatted(number(check.max()))
                : "at least %s"
                        .formatted(number(Optional.ofNullable(check.min()).orElse(Double.NaN)));
        var lasting = check.lasts().isZero() ? "" : " for %s".formatted(Words.of(check.lasts()));
        return new Finding(
                "prometheus %s".formatted(check.name()), kind, "%s, limit %s%s".formatted(numbers, limit, lasting));
    }

    private static String words(double value) {
        return "it is %s".formatted(number(value));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
