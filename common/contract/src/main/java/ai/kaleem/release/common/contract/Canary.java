package ai.kaleem.release.common.contract;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How traffic moves to a new version: step by step, each one compared with the version before. A visitor who was given one
 * of the two stays there until a step moves more visitors on.
 *
 * @param steps at least one, each with more weight than the one before
 */
public record Canary(List<Step> steps, Analysis analysis) {

    public Canary {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("A canary has at least one step");
        }
    }

    /**
     * @param weight percent of the visitors, from 1 to 99
     * @param lasts how long it takes at least
     */
    public record Step(int weight, Duration lasts) {

        public Step {
            if (weight < 1 || weight > 99) {
                throw new IllegalArgumentException(
                        "A step takes 1 to 99 percent of the visitors, not %d".formatted(weight));
            }
        }
    }

    /**
     * When the new version is too bad to go on with. Above a hard limit it goes back at once; otherwise it is compared with
     * the version before, round by round.
     *
     * @param samples with fewer requests of either version there is no verdict, at least 1
     * @param every how long a round takes at least
     * @param errors hard limit: the share of requests that fail, from 0 to 1
     * @param latency hard limit: what 95 percent of the requests must stay below
     * @param slower the least ratio of response times that counts as slower, for example 1.25
     * @param failures so many rounds in a row that find it worse take it back
     * @param probe path that is asked of both versions where there is too little traffic; null waits for more instead
     * @param pause how much longer than planned all steps together may wait for a verdict; then it goes back
     */
    public record Analysis(
            int samples,
            Duration every,
            double errors,
            Duration latency,
            double slower,
            int failures,
            @Nullable String probe,
            Duration pause) {

        public static final Analysis DEFAULT = new Analysis(
                50, Duration.ofSeconds(30), 0.05, Duration.ofSeconds(1), 1.25, 2, null, Duration.ofMinutes(10));
    }
}
