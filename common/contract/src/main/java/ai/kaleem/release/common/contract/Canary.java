package ai.kaleem.release.common.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How traffic moves to a new version: step by step, each one compared with the version before. A visitor who was given one
 * of the two stays there until a step moves more visitors on.
 *
 * @param steps at least one; first those for testers, then each with more weight than the one before; pauses between them
 */
public record Canary(List<Step> steps, Analysis analysis) {

    public Canary {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("A canary has at least one step");
        }
    }

    /** Percent of the visitors who have the new version in a step, counted from 0; a pause keeps what was before it. */
    public int weightAt(int number) {
        return steps.subList(0, number + 1).reversed().stream()
                .filter(it -> it.pause() == null)
                .findFirst()
                .map(Step::weight)
                .orElse(0);
    }

    /**
     * @param weight percent of the visitors, from 1 to 99; 0 where it is for testers alone, or a pause
     * @param lasts how long it takes at least; of a pause, how long it waits for a person
     * @param match who gets the new version, from this step on; null where chance decides
     * @param pause what follows where nobody promoted it in time; null where it waits for nobody
     */
    public record Step(
            int weight,
            Duration lasts,
            @Nullable Match match,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Pause pause) {

        public Step {
            if (pause != null && (weight != 0 || match != null)) {
                throw new IllegalArgumentException("A pause leaves the traffic as it is");
            }
            if (pause == null && match == null && (weight < 1 || weight > 99)) {
                throw new IllegalArgumentException(
                        "A step without 'match' or 'pause' takes 1 to 99 percent of the visitors, not %d"
                                .formatted(weight));
            }
            if (match != null && weight != 0) {
                throw new IllegalArgumentException("A step for testers takes no percent of the visitors");
            }
        }

        public Step(int weight, Duration lasts, @Nullable Match match) {
            this(weight, lasts, match, null);
        }

        public Step(int weight, Duration lasts) {
            this(weight, lasts, null);
        }

        /** Waits for a person, with the traffic as the step before left it. */
        public static Step pause(Duration within, Pause otherwise) {
            return new Step(0, within, null, otherwise);
        }
    }

    /** What follows a pause in which nobody promoted the release. */
    public enum Pause {
        /** The new version is taken back. */
        BACK,
        /** It goes on, as if somebody had. */
        ON;

        /** In words: {@code goes back} or {@code goes on}. */
        public String words() {
            return this == BACK ? "goes back" : "goes on";
        }
    }

    /**
     * Testers, who say so in each request.
     *
     * @param header in which they say it; null where it is a cookie
     * @param cookie in which they say it; null where it is a header
     * @param value exactly what it must be
     */
    public record Match(@Nullable String header, @Nullable String cookie, String value) {

        private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

        /** Nothing else may reach a gateway's configuration. */
        public Match {
            if ((header == null) == (cookie == null)) {
                throw new IllegalArgumentException("Testers are known by a header or by a cookie");
            }
            if (!WORD.matcher(header == null ? String.valueOf(cookie) : header).matches()
                    || !WORD.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        "A tester's header, cookie and value have at most 64 letters, digits, dots, dashes and underscores");
            }
        }

        /** In words, for example {@code header X-Canary: yes}. */
        @Override
        public String toString() {
            return header == null ? "cookie %s=%s".formatted(cookie, value) : "header %s: %s".formatted(header, value);
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
     * @param prometheus hard limits of more numbers, looked at beside the requests; null where there are none
     */
    public record Analysis(
            int samples,
            Duration every,
            double errors,
            Duration latency,
            double slower,
            int failures,
            @Nullable String probe,
            Duration pause,
            @Nullable List<PrometheusCheck> prometheus) {

        public Analysis(
                int samples,
                Duration every,
                double errors,
                Duration latency,
                double slower,
                int failures,
                @Nullable String probe,
                Duration pause) {
            this(samples, every, errors, latency, slower, failures, probe, pause, null);
        }

        public List<PrometheusCheck> checks() {
            return prometheus == null ? List.of() : prometheus;
        }

        public static final Analysis DEFAULT = new Analysis(
                50, Duration.ofSeconds(30), 0.05, Duration.ofSeconds(1), 1.25, 2, null, Duration.ofMinutes(10));
    }
}
