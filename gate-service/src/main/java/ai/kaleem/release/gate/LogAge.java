package ai.kaleem.release.gate;

import ai.kaleem.release.gate.outbound.files.FileGateLogs;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes logs that are past their age; their evidence stays in the store. */
final class LogAge implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogAge.class);

    private final FileGateLogs logs;
    private final Duration age;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gate-log-age").daemon().factory());

    LogAge(FileGateLogs logs, Duration age, Clock clock) {
        this.logs = logs;
        this.age = age;
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::sweep, 1, 60, TimeUnit.MINUTES);
    }

    private void sweep() {
        try {
            logs.removeOlderThan(clock.instant().minus(age));
        } catch (IOException e) {
            log.warn("Old logs cannot be removed: {}", e.toString());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
