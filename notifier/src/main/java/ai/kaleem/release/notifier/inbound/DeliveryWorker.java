package ai.kaleem.release.notifier.inbound;

import ai.kaleem.release.notifier.delivery.DeliverNotices;
import ai.kaleem.release.notifier.delivery.DeliveryId;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Attempts what rings, a few at a time, and sweeps the ledger. At the end it waits for attempts that are under way. */
public final class DeliveryWorker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final int AT_ONCE = 64;
    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final Duration FORGET = Duration.ofHours(1);

    private final AlarmClock alarm;
    private final DeliverNotices deliver;
    private final Runnable prepareStore;
    private final Duration sweepEvery;
    private final Duration patience;
    private final Predicate<Throwable> storeDown;
    private final ObservationRegistry observations;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final ExecutorService attempts = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("deliveries-sweep").daemon().factory());
    private final Thread dispatcher =
            Thread.ofPlatform().name("deliveries").daemon().unstarted(this::dispatch);
    private volatile boolean prepared;
    private volatile boolean running;

    public DeliveryWorker(
            AlarmClock alarm,
            DeliverNotices deliver,
            Runnable prepareStore,
            Duration sweepEvery,
            Duration patience,
            Predicate<Throwable> storeDown,
            ObservationRegistry observations) {
        this.alarm = alarm;
        this.deliver = deliver;
        this.prepareStore = prepareStore;
        this.sweepEvery = sweepEvery;
        this.patience = patience;
        this.storeDown = storeDown;
        this.observations = observations;
    }

    @Override
    public void start() {
        running = true;
        dispatcher.start();
        sweeper.scheduleWithFixedDelay(this::sweep, 0, sweepEvery.toMillis(), TimeUnit.MILLISECONDS);
        sweeper.scheduleWithFixedDelay(
                () -> quietly(deliver::forget), FORGET.toMinutes(), FORGET.toMinutes(), TimeUnit.MINUTES);
    }

    private void dispatch() {
        try {
            while (running) {
                var id = alarm.next();
                free.acquire();
                attempts.execute(() -> attempt(id));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopping
        }
    }

    private void attempt(DeliveryId id) {
        try {
            quietly(() -> Observation.createNotStarted("release.notice.attempt", observations)
                    .highCardinalityKeyValue("delivery", id.value())
                    .observe(() -> deliver.attempt(id)));
        } finally {
            free.release();
        }
    }

    private void sweep() {
        quietly(() -> {
            if (!prepared) {
                prepareStore.run();
                prepared = true;
            }
            deliver.sweep();
        });
    }

    /** What fails here is in the ledger, and the next sweep finds it; that the store is away is said by whoever watches it. */
    private void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!storeDown.test(e)) {
                log.error("Deliveries wait for the next sweep", e);
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        dispatcher.interrupt();
        sweeper.shutdownNow();
        attempts.shutdown();
        try {
            if (!attempts.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                attempts.shutdownNow(); // each gives its delivery back
                attempts.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the consumers and before the relay, which still tells of what arrived. */
    @Override
    public int getPhase() {
        return 100;
    }
}
