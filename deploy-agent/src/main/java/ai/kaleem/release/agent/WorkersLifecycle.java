package ai.kaleem.release.agent;

import ai.kaleem.release.agent.deploy.Workers;
import org.springframework.context.SmartLifecycle;

/** Starts the workers before requests come in, and stops them after. */
final class WorkersLifecycle implements SmartLifecycle {

    private final Workers workers;
    private volatile boolean running;

    WorkersLifecycle(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void start() {
        running = true;
        workers.start();
    }

    @Override
    public void stop() {
        running = false;
        workers.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the outbox relay (0), before the consumer. */
    @Override
    public int getPhase() {
        return 100;
    }
}
