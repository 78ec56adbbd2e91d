package ai.kaleem.release.system.rolling;

import ai.kaleem.release.system.world.ReleaseApi;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who asks for releases of an app whose gate refuses each, some a second, every one with an {@code Idempotency-Key},
 * and asks again under the same key where no answer came or one that says to. It asks for no more while too many are still
 * on their way, so that a slow machine is not buried.
 */
final class Requests implements AutoCloseable {

    private final ReleaseApi api;
    private final String app;
    private static final int ON_THEIR_WAY = 60;

    private final BiConsumer<Requests, String> promised;
    private final Semaphore room = new Semaphore(ON_THEIR_WAY);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private final Map<String, String> releases = new ConcurrentSkipListMap<>();
    private final Map<Integer, Integer> refused = new ConcurrentSkipListMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final List<Thread> askers = new ArrayList<>();
    private volatile boolean stopped;

    private Requests(ReleaseApi api, String app, BiConsumer<Requests, String> promised) {
        this.api = api;
        this.app = app;
        this.promised = promised;
    }

    /** @param promised is told the id of each release at its 202 */
    static Requests of(
            ReleaseApi api, String app, int askers, long pauseMillis, BiConsumer<Requests, String> promised) {
        var requests = new Requests(api, app, promised);
        for (int i = 0; i < askers; i++) {
            requests.askers.add(Thread.ofVirtual().start(() -> {
                while (!requests.stopped) {
                    if (requests.hasRoom()) {
                        requests.ask();
                    }
                    LockSupport.parkNanos(pauseMillis * 1_000_000);
                }
            }));
        }
        return requests;
    }

    private boolean hasRoom() {
        try {
            return room.tryAcquire(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One of those that were promised has come to its end. */
    void settled() {
        room.release();
    }

    private void ask() {
        var version = "3.0.%d".formatted(asked.incrementAndGet());
        var body = Map.of(
                "app",
                app,
                "environment",
                "production",
                "version",
                version,
                "ref",
                "main",
                "images",
                Map.of("api", "none:1"));
        var key = Map.of("Idempotency-Key", app + "-" + version);
        var begun = System.nanoTime();
        while (true) {
            var answer = post(body, key);
            if (answer != null && answer.status() == 202) {
                var id = answer.body().path("id").asString();
                releases.put(version, id);
                promised.accept(this, id);
                longest.accumulateAndGet((System.nanoTime() - begun) / 1_000_000, Math::max);
                return;
            }
            if (answer == null) {
                unanswered.incrementAndGet();
            } else if (answer.status() >= 500) {
                refused.merge(answer.status(), 1, Integer::sum);
            } else {
                wrong.add("%s: %d %s"
                        .formatted(version, answer.status(), answer.response().body()));
                return;
            }
            if (System.nanoTime() - begun > 60_000_000_000L) {
                wrong.add("%s: no 202 within a minute".formatted(version));
                return;
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private ReleaseApi.@Nullable Answer post(Map<String, ?> body, Map<String, String> key) {
        try {
            return api.post("/api/v1/releases", body, key);
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    /** Ids of the releases that were promised, by the version asked for. */
    Map<String, String> promised() {
        return releases;
    }

    /** Answers that no client expects. */
    List<String> wrong() {
        return wrong;
    }

    String told() {
        return "%d asked, %d promised, longest wait %d ms, asked again: %d unanswered, by status %s"
                .formatted(asked.get(), releases.size(), longest.get(), unanswered.get(), refused);
    }

    @Override
    public void close() {
        stopped = true;
        for (var asker : askers) {
            try {
                asker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
