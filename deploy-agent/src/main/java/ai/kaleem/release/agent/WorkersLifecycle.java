package ai.kaleem.release.agent;

import ai.kaleem.release.agent.deploy.RestoreDrills;
import ai.kaleem.release.agent.deploy.ScheduledBackups;
import ai.kaleem.release.agent.deploy.Workers;
import org.springframework.context.SmartLifecycle;

/** Starts the workers before requests come in, and stops them after. */
final class WorkersLifecycle implements SmartLifecycle {

    private final Workers workers;
    private final ScheduledBackups backups;
    private final RestoreDrills drills;
    private volatile boolean running;

    WorkersLifecycle(Workers workers, ScheduledBackups backups, RestoreDrills drills) {
        this.workers = workers;
        this.backups = backups;
        this.drills = drills;
    }

    @Override
    public void start() {
        running = true;
        workers.start();
        backups.start();
        drills.start();
    }

    @Override
    public void stop() {
        running = false;
        drills.stop();
        backups.stop();
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
