package ai.kaleem.release.gate;

import ai.kaleem.release.gate.outbound.files.FileGateLogs;
import ai.kaleem.release.gate.outbound.mongo.MongoRuns;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets logs, and later the runs themselves, that are past their age. release-api keeps the story. */
final class Retention implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final FileGateLogs logs;
    private final MongoRuns runs;
    private final GatesProperties properties;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gate-retention").daemon().factory());

    Retention(FileGateLogs logs, MongoRuns runs, GatesProperties properties, Clock clock) {
        this.logs = logs;
        this.runs = runs;
        this.properties = properties;
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::forget, 1, 60, TimeUnit.MINUTES);
    }

    private void forget() {
        var now = clock.instant();
        try {
            logs.removeOlderThan(now.minus(properties.keepLogs()));
            runs.removeOlderThan(now.minus(properties.keepRuns()));
        } catch (IOException | RuntimeException e) {
            log.warn("What is past its age stays for now: {}", e.toString());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
