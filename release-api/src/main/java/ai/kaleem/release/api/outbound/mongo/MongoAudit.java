package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.empty;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.regex;

import ai.kaleem.release.api.audit.AuditEntry;
import ai.kaleem.release.api.audit.AuditNote;
import ai.kaleem.release.api.audit.AuditTrail;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;

/** One document an entry, by its number: that it can be there once is what makes it one chain. */
public final class MongoAudit implements AuditTrail {

    private static final String HEAD = "head";

    private final MongoCollection<Document> entries;
    private final MongoCollection<Document> sources;
    private final MongoCollection<Document> heads;

    public MongoAudit(MongoDatabase database) {
        this.entries = Durable.collection(database, "audit");
        this.sources = Durable.collection(database, "auditSources");
        this.heads = Durable.collection(database, "auditHead");
    }

    @Override
    public Optional<AuditEntry> last() {
        return Optional.ofNullable(
                        entries.find().sort(Sorts.descending("_id")).limit(1).first())
                .map(MongoAudit::read);
    }

    @Override
    public Optional<AuditEntry> find(long number) {
        return Optional.ofNullable(entries.find(eq("_id", number)).first()).map(MongoAudit::read);
    }

    @Override
    public boolean add(AuditEntry entry) {
        var note = entry.note();
        try {
            entries.insertOne(new Document("_id", entry.number())
                    .append("source", note.source())
                    .append("at", Date.from(note.at()))
                    .append("who", note.who())
                    .append("from", note.from())
                    .append("what", note.what())
                    .append("subject", note.subject())
                    .append("why", note.why())
                    .append("previous", entry.previous())
                    .append("hash", entry.hash()));
            return true;
        } catch (MongoWriteException e) {
            if (Durable.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Optional<Long> planned(String source) {
        return Optional.ofNullable(sources.find(eq("_id", source)).first()).map(it -> it.getLong("number"));
    }

    @Override
    public void plan(String source, long number) {
        sources.replaceOne(
                eq("_id", source),
                new Document("_id", source).append("number", number),
                new ReplaceOptions().upsert(true));
    }

    @Override
    public Optional<Head> head() {
        return Optional.ofNullable(heads.find(eq("_id", HEAD)).first())
                .map(it -> new Head(it.getLong("number"), it.getString("hash")));
    }

    @Override
    public void moveHead(Head head) {
        heads.replaceOne(
                eq("_id", HEAD),
                new Document("_id", HEAD).append("number", head.number()).append("hash", head.hash()),
                new ReplaceOptions().upsert(true));
    }

    @Override
    public List<AuditEntry> list(Filter filter) {
        var all = new ArrayList<Bson>();
        if (filter.who() != null) {
            all.add(eq("who", filter.who()));
        }
        if (filter.subject() != null) {
            all.add(regex("subject", Pattern.quote(filter.subject())));
        }
        if (filter.before() != null) {
            all.add(lt("_id", filter.before()));
        }
        return entries
                .find(all.isEmpty() ? empty() : and(all))
                .sort(Sorts.descending("_id"))
                .limit(filter.limit())
                .into(new ArrayList<>())
                .stream()
                .map(MongoAudit::read)
                .toList();
    }

    @Override
    public void each(Consumer<AuditEntry> reader) {
        try (var cursor = entries.find().sort(Sorts.ascending("_id")).iterator()) {
            cursor.forEachRemaining(it -> reader.accept(read(it)));
        }
    }

    private static AuditEntry read(Document it) {
        return new AuditEntry(
                it.getLong("_id"),
                new AuditNote(
                        it.getString("source"),
                        it.getDate("at").toInstant(),
                        it.getString("who"),
                        it.getString("from"),
                        it.getString("what"),
                        it.getString("subject"),
                        it.getString("why")),
                it.getString("previous"),
                it.getString("hash"));
    }
}
