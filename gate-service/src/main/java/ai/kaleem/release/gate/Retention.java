package ai.kaleem.release.gate;

import ai.kaleem.release.gate.gate.GateRun;
import ai.kaleem.release.gate.outbound.files.FileGateLogs;
import ai.kaleem.release.gate.outbound.files.FileRunFolders;
import ai.kaleem.release.gate.outbound.mongo.MongoRuns;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what runs that ended elsewhere have left here, logs, and later the runs themselves, that are past their age. release-api keeps the story. */
final class Retention implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final FileRunFolders folders;
    private final FileGateLogs logs;
    private final MongoRuns runs;
    private final GatesProperties properties;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gate-retention").daemon().factory());

    Retention(FileRunFolders folders, FileGateLogs logs, MongoRuns runs, GatesProperties properties, Clock clock) {
        this.folders = folders;
        this.logs = logs;
        this.runs = runs;
        this.properties = properties;
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::forget, 1, 60, TimeUnit.MINUTES);
    }

    private void forget() {
        var now = clock.instant();
        try {
            for (var id : folders.all()) {
                if (runs.find(id).map(GateRun::isOver).orElse(true)) {
                    folders.remove(id);
                }
            }
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
