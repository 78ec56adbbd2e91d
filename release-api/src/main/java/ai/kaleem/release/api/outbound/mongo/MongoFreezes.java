package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;

import ai.kaleem.release.api.freeze.Freeze;
import ai.kaleem.release.api.freeze.Freezes;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** One document a freeze; one that is over stays, for who asks what it was. */
public final class MongoFreezes implements Freezes {

    private final MongoCollection<Document> freezes;

    public MongoFreezes(MongoDatabase database) {
        this.freezes = Durable.collection(database, "freezes");
    }

    @Override
    public void add(Freeze it) {
        freezes.insertOne(new Document("_id", it.id())
                .append("app", it.app())
                .append("environment", it.environment())
                .append("from", Date.from(it.from()))
                .append("until", Date.from(it.until()))
                .append("zone", it.zone())
                .append("reason", it.reason())
                .append("by", it.by()));
    }

    @Override
    public Optional<Freeze> find(String id) {
        return Optional.ofNullable(freezes.find(eq("_id", id)).first())
                .map(it -> Legible.read("freezes", "freeze", it, MongoFreezes::read));
    }

    @Override
    public void end(String id, Instant at) {
        freezes.updateOne(eq("_id", id), Updates.min("until", Date.from(at)));
    }

    @Override
    public List<Freeze> of(String app, String environment, Instant now) {
        var there = and(eq("app", app), eq("environment", environment), gt("until", Date.from(now)));
        return freezes.find(there).into(new ArrayList<>()).stream()
                .flatMap(Legible.each("freezes", "freeze", MongoFreezes::read))
                .toList();
    }

    private static Freeze read(Document it) {
        return new Freeze(
                it.getString("_id"),
                it.getString("app"),
                it.getString("environment"),
                it.getDate("from").toInstant(),
                it.getDate("until").toInstant(),
                it.getString("zone"),
                it.getString("reason"),
                it.getString("by"));
    }
}
