package ai.kaleem.release.agent.deploy;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes whoever waits at a place: something was asked. A ring before the wait is not lost. */
final class Bell {

    private final Semaphore rings = new Semaphore(0);
    private volatile boolean stopping;

    /** The agent stops; the journal knows how far the work came. */
    static final class Stopping extends RuntimeException {

        Stopping() {
            super("The agent stops", null, false, false);
        }
    }

    void ring() {
        rings.release();
    }

    void stop() {
        stopping = true;
        rings.release();
    }

    /** Returns when rung or when the time has passed. */
    void await(Duration atMost) {
        goOn();
        try {
            if (rings.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                rings.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopping();
        }
        goOn();
    }

    void goOn() {
        if (stopping) {
            throw new Stopping();
        }
    }
}
