package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.analysis.Answers;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Whether what a container answers has been bad, without a break, for long enough. Few requests are looked at together, as
 * one that fails of two says nothing.
 */
final class Sustained {

    /** Fewer requests than this are no share. */
    static final int LEAST = 20;

    private final Predicate<Answers> isBad;
    private final Duration atLeast;
    private Answers window = Answers.NONE;
    private OptionalLong windowBegan = OptionalLong.empty();
    private OptionalLong badSince = OptionalLong.empty();

    Sustained(Predicate<Answers> isBad, Duration atLeast) {
        this.isBad = isBad;
        this.atLeast = atLeast;
    }

    /**
     * Returns whether it has lasted.
     *
     * @param answers since the last call
     * @param nanos of {@link System#nanoTime()}, now
     */
    boolean lasts(Answers answers, long nanos) {
        if (windowBegan.isEmpty()) {
            windowBegan = OptionalLong.of(nanos);
        }
        window = window.plus(answers);
        if (window.requests() < LEAST) {
            return false;
        }
        if (!isBad.test(window)) {
            badSince = OptionalLong.empty();
        } else if (badSince.isEmpty()) {
            badSince = windowBegan;
        }
        window = Answers.NONE;
        windowBegan = OptionalLong.of(nanos);
        return badSince.isPresent() && nanos - badSince.getAsLong() >= atLeast.toNanos();
    }
}
