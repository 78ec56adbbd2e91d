package ai.kaleem.release.agent.deploy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the agent was there all the time. One that was not running for a while, and one that is just starting, may go on
 * with what is over: another deployment may have the turn, a keep or a rollback may be waiting. So before it does more it
 * hears what was asked meanwhile; where nobody can tell it, it decides alone after a while.
 */
public final class Presence {

    /** Nobody takes a turn over from an agent that was silent for less. */
    private static final Duration GAP = Duration.ofSeconds(2);

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration LOOK = Duration.ofMillis(25);

    private static final Logger log = LoggerFactory.getLogger(Presence.class);

    private final Unheard unheard;
    private final Duration quiet;
    private final Duration patience;
    private final LongSupplier nanos;
    private final ReentrantLock hearing = new ReentrantLock();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean wasAway = true;
    private volatile long ticked;

    /**
     * @param quiet for so long there must be nothing unheard: what was sent may still be on its way through this process
     * @param patience with those who cannot be asked
     * @param nanos as {@link System#nanoTime}
     */
    public Presence(Unheard unheard, Duration quiet, Duration patience, LongSupplier nanos) {
        this.unheard = unheard;
        this.quiet = quiet;
        this.patience = patience;
        this.nanos = nanos;
        this.ticked = nanos.getAsLong();
    }

    /** Begins to notice when the process does not run. */
    void start() {
        Thread.ofPlatform().name("presence").daemon().start(() -> {
            try {
                do {
                    tick();
                } while (!stopped.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void stop() {
        stopped.countDown();
    }

    private void tick() {
        var now = nanos.getAsLong();
        // First the one, then the other: who looks in between must not find both in order.
        if (now - ticked > GAP.toNanos()) {
            wasAway = true;
        }
        ticked = now;
    }

    private boolean isAway() {
        return wasAway || nanos.getAsLong() - ticked > GAP.toNanos();
    }

    /**
     * Returns at once where the agent was there all the time since this was last called.
     *
     * @param bell of whoever waits
     */
    void hear(Bell bell) {
        if (!isAway()) {
            return;
        }
        hearing.lock();
        try {
            if (isAway()) {
                tick();
                listen(bell);
                wasAway = false;
            }
        } finally {
            hearing.unlock();
        }
    }

    private void listen(Bell bell) {
        var began = nanos.getAsLong();
        var since = began;
        while (true) {
            var empty = unheard.isEmpty();
            var now = nanos.getAsLong();
            if (!empty) {
                since = now;
            } else if (now - since >= quiet.toNanos()) {
                return;
            }
            if (now - began > patience.toNanos()) {
                log.warn(
                        "What was asked while the agent was away cannot be heard within {}; it goes on alone",
                        Words.of(patience));
                return;
            }
            bell.await(LOOK);
        }
    }
}
