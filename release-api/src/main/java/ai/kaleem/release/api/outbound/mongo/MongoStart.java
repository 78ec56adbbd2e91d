package ai.kaleem.release.api.outbound.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Waits for the store at the start, and prepares it when it answers. */
public final class MongoStart implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(MongoStart.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final MongoDatabase database;
    private final List<String> hosts;
    private final Runnable prepare;
    private volatile boolean running;
    private Thread thread = new Thread();

    /** @param hosts where the store is looked for, to be shown to people */
    public MongoStart(MongoDatabase database, List<String> hosts, Runnable prepare) {
        this.database = database;
        this.hosts = hosts;
        this.prepare = prepare;
    }

    private void run() {
        while (running) {
            try {
                database.runCommand(new Document("ping", 1));
                prepare.run();
                log.info("MongoDB answers at {}, database {}", hosts, database.getName());
                return;
            } catch (MongoException e) {
                // The driver's watch says where it was looked for.
                log.debug("MongoDB does not answer at {}: {}", hosts, e.getMessage());
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("mongo-start").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
