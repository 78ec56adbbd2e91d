package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import ai.kaleem.release.common.messaging.Lease;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/** Lets one instance sweep. Two at once, as when clocks differ, would be slower, never wrong. */
public final class MongoLease implements Lease {

    private static final Duration HELD = Duration.ofSeconds(6);
    private static final Duration RENEW = Duration.ofSeconds(2);

    private final MongoCollection<Document> leases;
    private final String name;
    private final String holder;
    private final Clock clock;
    private Instant renewAt = Instant.MIN;
    private boolean held;

    /** @param holder this instance; the same after a restart, so that it need not wait for itself */
    public MongoLease(MongoDatabase database, String name, String holder, Clock clock) {
        this.leases = Durable.collection(database, "leases");
        this.name = name;
        this.holder = holder;
        this.clock = clock;
    }

    @Override
    public synchronized boolean isHeld() {
        var now = clock.instant();
        if (!now.isBefore(renewAt)) {
            held = renew(now);
            renewAt = now.plus(RENEW);
        }
        return held;
    }

    private boolean renew(Instant now) {
        try {
            leases.updateOne(
                    and(eq("_id", name), or(eq("holder", holder), lt("until", Date.from(now)))),
                    Updates.combine(Updates.set("holder", holder), Updates.set("until", Date.from(now.plus(HELD)))),
                    new UpdateOptions().upsert(true));
            return true;
        } catch (MongoWriteException e) {
            if (Durable.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }
}
