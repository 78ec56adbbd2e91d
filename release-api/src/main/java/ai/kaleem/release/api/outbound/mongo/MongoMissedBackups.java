package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import ai.kaleem.release.api.environment.MissedBackups;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Instant;
import org.bson.Document;

/** One document a datastore: when the last backup that was told as missed had been due. */
public final class MongoMissedBackups implements MissedBackups {

    private final MongoCollection<Document> missed;

    public MongoMissedBackups(MongoDatabase database) {
        this.missed = Durable.collection(database, "missedBackups");
    }

    @Override
    public boolean isTold(String app, String environment, String datastore, Instant due) {
        return missed.find(and(eq("_id", id(app, environment, datastore)), eq("due", due.toString())))
                        .first()
                != null;
    }

    @Override
    public void told(String app, String environment, String datastore, Instant due) {
        var id = id(app, environment, datastore);
        missed.replaceOne(
                eq("_id", id),
                new Document("_id", id).append("due", due.toString()),
                new ReplaceOptions().upsert(true));
    }

    /** No name has a slash. */
    private static String id(String app, String environment, String datastore) {
        return "%s/%s/%s".formatted(app, environment, datastore);
    }
}
