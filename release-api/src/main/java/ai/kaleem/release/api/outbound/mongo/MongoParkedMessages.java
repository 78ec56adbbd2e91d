package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;

import ai.kaleem.release.api.parking.ParkedMessage;
import ai.kaleem.release.api.parking.ParkedMessages;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** One document a parked message. */
public final class MongoParkedMessages implements ParkedMessages {

    private final MongoCollection<Document> parked;

    public MongoParkedMessages(MongoDatabase database) {
        this.parked = Durable.collection(database, "parked");
    }

    @Override
    public void keep(ParkedMessage message) {
        var replayedAt = message.replayedAt();
        parked.replaceOne(
                eq("_id", message.id()),
                new Document("_id", message.id())
                        .append("queue", message.queue())
                        .append("exchange", message.exchange())
                        .append("routingKey", message.routingKey())
                        .append("reason", message.reason())
                        .append("parkedAt", Date.from(message.parkedAt()))
                        .append("body", message.body())
                        .append("replayedAt", replayedAt == null ? null : Date.from(replayedAt)),
                new ReplaceOptions().upsert(true));
    }

    @Override
    public Optional<ParkedMessage> find(String id) {
        return Optional.ofNullable(parked.find(eq("_id", id)).first()).map(MongoParkedMessages::read);
    }

    @Override
    public List<ParkedMessage> list(@Nullable String olderThan, int limit) {
        return parked.find(olderThan == null ? Filters.empty() : lt("_id", olderThan))
                .sort(Sorts.descending("_id"))
                .limit(limit)
                .map(MongoParkedMessages::read)
                .into(new ArrayList<>());
    }

    @Override
    public void replayed(String id, Instant at) {
        parked.updateOne(eq("_id", id), Updates.set("replayedAt", Date.from(at)));
    }

    private static ParkedMessage read(Document document) {
        var replayedAt = document.getDate("replayedAt");
        return new ParkedMessage(
                document.getString("_id"),
                document.getString("queue"),
                document.getString("exchange"),
                document.getString("routingKey"),
                document.getString("reason"),
                document.getDate("parkedAt").toInstant(),
                document.getString("body"),
                replayedAt == null ? null : replayedAt.toInstant());
    }
}
