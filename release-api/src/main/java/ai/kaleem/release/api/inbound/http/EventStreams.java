package ai.kaleem.release.api.inbound.http;

import java.util.concurrent.Semaphore;
import org.springframework.context.SmartLifecycle;

/** The streams that are open. Ends them before the web server waits for its requests to end. */
final class EventStreams implements SmartLifecycle {

    /** Each holds a connection and a read of the store a second. */
    private static final int MOST = 256;

    private final Semaphore free = new Semaphore(MOST);
    private volatile boolean running;

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
