package ai.kaleem.release.api.inbound.http;

import java.util.concurrent.Semaphore;
import org.springframework.context.SmartLifecycle;

/** The streams that are open. Ends them before the web server waits for its requests to end. */
final class EventStreams implements SmartLifecycle {

    /** However large the heap is. */
    private static final int MOST = 256;

    /** What one holds: the connection's buffers, its thread, and entries that its reader is slow to take. */
    private static final long EACH = 128 * 1024;

    /** Of the heap, one part in so many may be held by streams. In 128 MiB the rest needs about half. */
    private static final int PART = 8;

    private final int most;
    private final Semaphore free;
    private volatile boolean running;

    /** @param heap in bytes */
    EventStreams(long heap) {
        most = (int) Math.clamp(heap / PART / EACH, 1, MOST);
        free = new Semaphore(most);
    }

    int most() {
        return most;
    }

    /** What to do where there is no room. */
    String full() {
        return "%d streams of events are open, and there is room for no more; close one, or read GET .../events as JSON with ?after="
                .formatted(most);
    }

    /** @return whether there is room for one more; then {@link #close} has to follow */
    boolean open() {
        return free.tryAcquire();
    }

    void close() {
        free.release();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
