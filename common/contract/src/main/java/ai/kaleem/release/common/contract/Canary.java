package ai.kaleem.release.common.contract;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How traffic moves to a new version: step by step, each one compared with the version before. A visitor who was given one
 * of the two stays there until a step moves more visitors on.
 *
 * @param steps at least one; first those for testers, then each with more weight than the one before
 */
public record Canary(List<Step> steps, Analysis analysis) {

    public Canary {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("A canary has at least one step");
        }
    }

    /**
     * @param weight percent of the visitors, from 1 to 99; 0 where it is for testers alone
     * @param lasts how long it takes at least
     * @param match who gets the new version, from this step on; null where chance decides
     */
    public record Step(int weight, Duration lasts, @Nullable Match match) {

        public Step {
            if (match == null && (weight < 1 || weight > 99)) {
                throw new IllegalArgumentException(
                        "A step without 'match' takes 1 to 99 percent of the visitors, not %d".formatted(weight));
            }
            if (match != null && weight != 0) {
                throw new IllegalArgumentException("A step for testers takes no percent of the visitors");
            }
        }

        public Step(int weight, Duration lasts) {
            this(weight, lasts, null);
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
