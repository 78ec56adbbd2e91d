package ai.kaleem.release.agent.outbound.docker;

import java.time.Duration;

/**
 * How often something is tried that may be over soon. Each wait is twice the one before.
 *
 * @param attempts at most, the first one included
 * @param first wait, after the first attempt
 * @param most that is waited at once
 */
record Patience(int attempts, Duration first, Duration most) {

    /** About a minute: a registry that is restarted is back by then. */
    static final Patience USUAL = new Patience(7, Duration.ofSeconds(1), Duration.ofSeconds(16));

    /** @param attempt that has failed, from 1 */
    Duration after(int attempt) {
        var wait = first.multipliedBy(1L << Math.min(attempt - 1, 20));
        return wait.compareTo(most) < 0 ? wait : most;
    }
}
