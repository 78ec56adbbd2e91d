package ai.kaleem.release.common.messaging;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes what outboxes hold: at once when the writer wakes it, and by a sweep what a crash or an absent broker left. A
 * message leaves its outbox after its confirm, so after a crash in between it is sent again, under the same id. A message
 * that nobody takes, or that cannot be read, holds up its own outbox alone.
 */
public final class OutboxRelay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    /** Younger messages are about to be published by whoever wrote them. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final int BATCH = 200;

    private final OutboxStore store;
    private final Publisher publisher;
    private final Lease lease;
    private final Clock clock;
    private final StuckOutboxes stuck = new StuckOutboxes();
    private final Set<String> woken = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Lock[] locks =
            IntStream.range(0, 64).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);
    private volatile ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile ScheduledExecutorService sweeper = sweeper();
    private volatile boolean running;
    private volatile boolean quiet;

    public OutboxRelay(OutboxStore store, Publisher publisher, Lease lease, Clock clock) {
        this.store = store;
        this.publisher = publisher;
        this.lease = lease;
        this.clock = clock;
    }

    /** Publishes the owner's unsent messages soon, in order, without holding the caller. */
    public void wake(String owner) {
        if (!woken.add(owner)) {
            return;
        }
        underWay.incrementAndGet();
        try {
            workers.execute(() -> {
                try {
                    woken.remove(owner);
                    drain(owner);
                } catch (BrokerAway e) {
                    complainOnce(e);
                } finally {
                    underWay.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            // Shutting down: the message is in the store, and the next start sends it.
            woken.remove(owner);
            underWay.decrementAndGet();
        }
    }

    /**
     * One at a time for an owner, so that its messages keep their order.
     *
     * @throws BrokerAway where no owner's messages can be sent
     */
    private void drain(String owner) {
        var lock = locks[Math.floorMod(owner.hashCode(), locks.length)];
        lock.lock();
        try {
            while (sendSome(owner)) {
                // It was stuck, and its first message went through: the others follow.
            }
        } catch (BrokerAway e) {
            throw e;
        } catch (RuntimeException e) {
            stuck.failed(owner, e);
        } finally {
            lock.unlock();
        }
    }

    /** @return whether more of this owner can be sent at once */
    private boolean sendSome(String owner) {
        var unsent = store.unsent(owner);
        if (unsent.isEmpty()) {
            stuck.freed(owner);
            return false;
        }
        // What follows a message that nobody takes would otherwise be sent again and again with it.
        var probing = stuck.contains(owner);
        var batch = probing ? unsent.subList(0, 1) : unsent;
        var published = publisher.publishInOrder(batch);
        store.sent(owner, batch.subList(0, published).stream().map(Outgoing::id).toList());
        quiet = false;
        stuck.freed(owner);
        return (probing || published < batch.size()) && published > 0 && unsent.size() > published;
    }

    private void sweep() {
        try {
            stuck.due().forEach(this::drain);
            if (lease.isHeld()) {
                // Those that wait for another try must not fill the batch.
                var owners = store.ownersWithUnsent(clock.instant().minus(GRACE), BATCH + stuck.size());
                owners.stream().filter(stuck::mayBeTried).forEach(this::drain);
            }
        } catch (RuntimeException e) {
            complainOnce(e);
        }
    }

    /** Which messages do not go out although the broker is there, and why; empty where all do. */
    Optional<String> stuck() {
        return stuck.words();
    }

    private void complainOnce(RuntimeException e) {
        if (!quiet) {
            quiet = true;
            log.warn("Messages stay in their store and will be sent later: {}", e.getMessage());
        }
    }

    @Override
    public void start() {
        if (sweeper.isShutdown()) {
            // It was stopped and is to go on.
            workers = Executors.newVirtualThreadPerTaskExecutor();
            sweeper = sweeper();
        }
        running = true;
        sweeper.scheduleWithFixedDelay(this::sweep, 0, SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ScheduledExecutorService sweeper() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("outbox-sweep").daemon().factory());
    }

    /** Sends what it was woken for, as far as that goes within a bound. What is left stays whole, for the next start. */
    @Override
    public void stop() {
        running = false;
        sweeper.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("The messages of {} outboxes stay in the store and are sent after the next start", underWay);
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the consumers, which may still wake it. */
    @Override
    public int getPhase() {
        return 0;
    }
}
