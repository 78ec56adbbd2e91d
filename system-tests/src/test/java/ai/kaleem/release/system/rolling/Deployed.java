package ai.kaleem.release.system.rolling;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Shop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Releases that are really deployed, one after the other, until it is closed. */
final class Deployed implements AutoCloseable {

    private final AtomicInteger count = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    Deployed(Shop shop) {
        thread = Thread.ofVirtual().start(() -> {
            while (!stopped && failures.isEmpty()) {
                one(shop);
            }
        });
    }

    private void one(Shop shop) {
        var number = count.get() + 1;
        var madeOf = number % 2 == 0 ? "1.1.0" : "1.0.0";
        try {
            var release = shop.release("2.0." + number, madeOf).endsAs("SUCCEEDED");
            shop.isServedBy(madeOf);
            await("the team is told")
                    .until(() -> shop.inbox().occasions(release.id()).equals(List.of("REQUESTED", "DEPLOYED")));
            count.incrementAndGet();
        } catch (Exception | AssertionError e) {
            failures.add("release %d: %s".formatted(number, e));
        }
    }

    int count() {
        return count.get();
    }

    List<String> failures() {
        return failures;
    }

    /** Waits for the one under way. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
