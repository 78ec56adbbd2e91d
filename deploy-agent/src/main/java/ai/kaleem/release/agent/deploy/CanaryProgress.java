package ai.kaleem.release.agent.deploy;

import java.time.Duration;

/**
 * How far a canary came, so that it goes on there after a crash.
 *
 * @param step that it is at, from 0
 * @param elapsed of that step
 * @param paused what the steps before took longer than planned
 * @param failures rounds in a row that found it worse
 */
public record CanaryProgress(int step, Duration elapsed, Duration paused, int failures) {

    static final CanaryProgress NONE = new CanaryProgress(0, Duration.ZERO, Duration.ZERO, 0);

    CanaryProgress after(Duration now, int failed) {
        return new CanaryProgress(step, now, paused, failed);
    }

    /** @param longer what the step took longer than planned */
    CanaryProgress next(Duration longer) {
        return new CanaryProgress(step + 1, Duration.ZERO, paused.plus(longer), failures);
    }
}
