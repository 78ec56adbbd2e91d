package ai.kaleem.release.agent.deploy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The waits of a deployment after the switch: for the keep, then for the end of the bake. One at a time. */
final class Wait {

    private Duration waited;
    private boolean hurried;
    private @Nullable Instant confirmBy;
    private @Nullable Instant bakeUntil;

    Wait(Duration waited, boolean hurried, @Nullable Instant confirmBy, @Nullable Instant bakeUntil) {
        this.waited = waited;
        this.hurried = hurried;
        this.confirmBy = confirmBy;
        this.bakeUntil = bakeUntil;
    }

    void forKeep(Instant by) {
        waited = Duration.ZERO;
        confirmBy = by;
    }

    void forBake(Instant until) {
        waited = Duration.ZERO;
        confirmBy = null;
        bakeUntil = until;
    }

    void over() {
        confirmBy = null;
        bakeUntil = null;
    }

    /** The moment at which the present wait ends, as it is known now. */
    void until(Instant moment) {
        if (confirmBy != null) {
            confirmBy = moment;
        }
        if (bakeUntil != null) {
            bakeUntil = moment;
        }
    }

    void waited(Duration passed) {
        waited = passed;
    }

    Duration waited() {
        return waited;
    }

    void hurry() {
        hurried = true;
    }

    boolean isHurried() {
        return hurried;
    }

    @Nullable Instant confirmBy() {
        return confirmBy;
    }

    @Nullable Instant bakeUntil() {
        return bakeUntil;
    }
}
