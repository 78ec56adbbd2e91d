package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport.Phase;
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

    /** The wait of that phase ends then, as is known now; nothing where it is over. */
    void until(Phase of, Instant moment) {
        if (of == Phase.SWITCHED && confirmBy != null) {
            confirmBy = moment;
        } else if (of == Phase.KEPT && bakeUntil != null) {
            bakeUntil = moment;
        }
    }

    /** So much of the wait of that phase has passed; nothing where it is over. */
    void passed(Phase of, Duration elapsed) {
        if (of == Phase.SWITCHED ? confirmBy != null : bakeUntil != null) {
            waited = elapsed;
        }
    }

    Duration waited() {
        return waited;
    }

    /** What was verified settles at once, because another deployment has the environment's turn. */
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
