package ai.kaleem.release.system.chaos;

import ai.kaleem.release.system.chaos.Schedule.Blow;
import ai.kaleem.release.system.chaos.oracle.Ledger;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.PrivateEngine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Strikes each blow when its release has been asked for; one part is never broken by two blows at a time. */
final class Stage {

    private final Installation installation;
    private final @Nullable PrivateEngine engine;
    private final List<ChaosShop> shops;
    private final Ledger ledger;
    private final PastRequests past;
    private final List<Blow> blows;
    private final Map<String, ReentrantLock> parts = new ConcurrentHashMap<>();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicLong lastEnd = new AtomicLong();
    private final CountDownLatch struck;

    Stage(
            Installation installation,
            @Nullable PrivateEngine engine,
            List<ChaosShop> shops,
            Ledger ledger,
            PastRequests past,
            List<Blow> blows) {
        this.installation = installation;
        this.engine = engine;
        this.shops = shops;
        this.ledger = ledger;
        this.past = past;
        this.blows = blows;
        this.struck = new CountDownLatch(blows.size());
    }

    /** A release has been asked for: what is due after it takes its course. */
    void asked(int release) {
        blows.stream()
                .filter(it -> it.release() == release)
                .forEach(it -> Thread.ofVirtual().name("blow").start(() -> strike(it)));
    }

    private void strike(Blow blow) {
        rest(blow.delay());
        var lock = parts.computeIfAbsent(blow.fault().part(), it -> new ReentrantLock());
        lock.lock();
        var from = System.currentTimeMillis();
        try {
            blow.fault().strike(this, blow);
        } catch (RuntimeException | Error e) {
            ledger.append("shown", "error", Map.of("service", "the harness itself", "line", blow + ": " + e));
        } finally {
            lock.unlock();
            var target = blow.fault().hitsAShop() ? shop(blow).app() : "";
            ledger.append("fault", "ended", Map.of("kind", blow.fault().name(), "target", target, "from", from));
            lastEnd.accumulateAndGet(System.currentTimeMillis(), Math::max);
            struck.countDown();
        }
    }

    /** Kills and counts it. */
    void kill(Blow blow, Runnable kill) {
        kill.run();
        kills.incrementAndGet();
        ledger.append("fault", "killed", Map.of("kind", blow.fault().name(), "release", blow.release()));
    }

    /** Notes that a service was halted again and again by its own JVM. */
    void haltedAllTheTime(String service, long from) {
        var kind = service.toUpperCase(Locale.ROOT).replace('-', '_');
        ledger.append("fault", "ended", Map.of("kind", kind, "target", "", "from", from));
    }

    /** Asks once more for what was asked in the shop before, and notes it. */
    void repeatRequest(Blow blow) {
        var app = shop(blow).app();
        ledger.append("fault", "asked-again", Map.of("app", app, "deployment", past.repeat(app)));
    }

    /** The bindings of all that hears events. */
    Events events() {
        return new Events(new BrokerConsole(installation));
    }

    void rest(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    Installation installation() {
        return installation;
    }

    PrivateEngine engine() {
        return Objects.requireNonNull(engine, "only a private engine may be killed");
    }

    /** Those whose customers have been answered at least once. */
    List<ChaosShop> shops() {
        return shops;
    }

    List<ChaosShop> shopsThatServe() {
        return shops.stream().filter(it -> it.customers().haveBeenServed()).toList();
    }

    ChaosShop shop(Blow blow) {
        return shops.get(blow.shop());
    }

    int kills() {
        return kills.get();
    }

    /** Waits until all that was broken is whole again; when that was, in milliseconds. */
    long awaitAll() throws InterruptedException {
        struck.await();
        return lastEnd.get();
    }
}
