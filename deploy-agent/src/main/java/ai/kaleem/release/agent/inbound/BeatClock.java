package ai.kaleem.release.agent.inbound;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Lets the agent say regularly that it is alive. A beat that fails is dropped: the next one says more. */
public final class BeatClock implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BeatClock.class);

    private final Runnable beat;
    private final Duration every;
    private volatile boolean running;
    private ScheduledExecutorService clock = newClock();

    public BeatClock(Runnable beat, Duration every) {
        this.beat = beat;
        this.every = every;
    }

    private static ScheduledExecutorService newClock() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("beat").daemon().factory());
    }

    @Override
    public void start() {
        running = true;
        clock = newClock();
        clock.scheduleWithFixedDelay(this::tick, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            beat.run();
        } catch (RuntimeException e) {
            log.debug("A beat was dropped: {}", e.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
        clock.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
