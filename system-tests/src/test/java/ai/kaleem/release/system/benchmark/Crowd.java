package ai.kaleem.release.system.benchmark;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.benchmark.Line.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Visitors of a product: 500 requests a second by the clock and not by the answers, every other one on a kept-alive connection
 * and the rest each on a new one, and 50 WebSockets beside them.
 */
final class Crowd implements AutoCloseable {

    static final int RATE = 500;
    static final int SOCKETS = 50;

    /** Connections at a time: whoever comes while all are taken waits, as at a browser's limit. */
    private static final int CONNECTIONS = 1000;

    /** Of what was lost, when and why. */
    private static final int TOLD = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** @param version of whom answered; null where the request was lost */
    record Visit(Instant at, @Nullable String version, String problem) {}

    private final int port;
    private final String path;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Line> idle = new ConcurrentLinkedDeque<>();
    private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Semaphore free = new Semaphore(CONNECTIONS);
    private final Listeners listeners;
    private final Thread clock;
    private volatile boolean over;

    private Crowd(int port, String path) {
        this.port = port;
        this.path = path;
        this.listeners = new Listeners(port, SOCKETS);
        this.clock = Thread.ofPlatform().name("crowd").start(this::come);
    }

    /** From when this returns the product is under load. */
    static Crowd at(int port, String path) {
        var crowd = new Crowd(port, path);
        await("visitors are answered").atMost(PATIENCE).until(() -> crowd.visits.size() > RATE);
        return crowd;
    }

    private void come() {
        long start = System.nanoTime();
        for (long number = 0; !over; number++) {
            long at = start + number * 1_000_000_000L / RATE;
            for (long wait = at - System.nanoTime(); wait > 0; wait = at - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            var alone = number % 2 == 0;
            underWay.incrementAndGet();
            threads.execute(() -> visit(alone));
        }
    }

    private void visit(boolean alone) {
        free.acquireUninterruptibly();
        try {
            var answer = ask(alone);
            var lost = answer.status() >= 500;
            visits.add(new Visit(Instant.now(), lost ? null : answer.version(), "status " + answer.status()));
        } catch (IOException | RuntimeException e) {
            visits.add(new Visit(Instant.now(), null, String.valueOf(e.getMessage())));
        } finally {
            free.release();
            underWay.decrementAndGet();
        }
    }

    private Answer ask(boolean alone) throws IOException {
        if (alone) {
            try (var line = new Line(port)) {
                return line.get(path, true);
            }
        }
        var waiting = idle.pollFirst();
        var line = waiting == null ? new Line(port) : waiting;
        try {
            var answer = line.get(path, false);
            if (line.isKept()) {
                idle.addFirst(line);
            } else {
                line.close();
            }
            return answer;
        } catch (IOException | RuntimeException e) {
            line.close();
            throw e;
        }
    }

    /** Returns once that many more were answered by the version. */
    void seesMuchOf(String version) {
        await("the crowd sees " + version)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> visits.stream()
                                .filter(it -> version.equals(it.version()))
                                .count()
                        >= RATE);
    }

    /** Sends no more, waits for every answer, and says what they saw. */
    Impressions goesHome() {
        close();
        return new Impressions(List.copyOf(visits), listeners.impressions());
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        over = true;
        listeners.close();
        try {
            clock.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        await("all are answered").atMost(PATIENCE).until(() -> underWay.get() == 0);
        threads.close();
        idle.forEach(Line::close);
        visits.stream()
                .filter(it -> it.version() == null)
                .limit(TOLD)
                .forEach(it -> System.out.printf("lost at %s: %s%n", it.at(), it.problem()));
    }
}
