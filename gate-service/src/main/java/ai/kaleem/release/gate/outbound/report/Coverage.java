package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.Outcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How many of all lines the tests have run through, and how many they have to. */
final class Coverage {

    private final @Nullable Double minimum;
    private long lines;
    private long covered;

    /** @param minimum a share, 0 to 1; null asks for none */
    Coverage(@Nullable Double minimum) {
        this.minimum = minimum;
    }

    void add(long moreLines, long moreCovered) {
        lines += moreLines;
        covered += moreCovered;
    }

    Outcome verdict() {
        if (lines == 0) {
            return minimum == null
                    ? new Outcome.Passed("no line that tests could cover")
                    : new Outcome.Failed(
                            "no line that tests could cover, and %s have to be".formatted(percent(minimum)));
        }
        var share = (double) covered / lines;
        var summary = "%s of %d lines covered".formatted(percent(share), lines);
        return minimum != null && share < minimum
                ? new Outcome.Failed("%s, %s have to be".formatted(summary, percent(minimum)))
                : new Outcome.Passed(summary);
    }

    /** Cut and not rounded: 79.99 % is not 80 %. */
    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(share * 1000 + 1e-9) / 10);
    }
}
