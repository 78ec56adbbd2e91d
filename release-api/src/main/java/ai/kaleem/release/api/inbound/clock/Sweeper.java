package ai.kaleem.release.api.inbound.clock;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Sweeps again and again, while this instance has the lease. */
public final class Sweeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    private final Runnable sweep;
    private final BooleanSupplier lease;
    private final Duration every;
    private final ObservationRegistry observations;
    private volatile ScheduledExecutorService thread = thread();
    private volatile boolean running;
    private boolean complained;

    /** @param sweep all that is looked at again and again */
    public Sweeper(Runnable sweep, BooleanSupplier lease, Duration every, ObservationRegistry observations) {
        this.sweep = sweep;
        this.lease = lease;
        this.every = every;
        this.observations = observations;
    }

    private void once() {
        try {
            if (lease.getAsBoolean()) {
                Observation.createNotStarted("release.sweep", observations).observe(sweep);
            }
            complained = false;
        } catch (RuntimeException e) {
            if (!running) {
                log.info("The sweep was under way when this process was told to end; the next start goes on with it");
                return;
            }
            // A store that is away is back some time; the next sweep finds what this one left.
            if (!complained) {
                log.warn("The sweep broke off and is tried again", e);
                complained = true;
            }
        }
    }

    @Override
    public void start() {
        if (thread.isShutdown()) {
            // It was stopped and is to go on.
            thread = thread();
        }
        running = true;
        thread.scheduleWithFixedDelay(this::once, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ScheduledExecutorService thread() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("sweep").daemon().factory());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
