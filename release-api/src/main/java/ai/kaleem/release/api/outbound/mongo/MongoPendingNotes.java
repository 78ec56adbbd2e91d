package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import ai.kaleem.release.api.audit.AuditNote;
import ai.kaleem.release.api.audit.PendingNotes;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;

/** One document a request, for the few seconds until it is chained. */
public final class MongoPendingNotes implements PendingNotes {

    private final MongoCollection<Document> notes;

    public MongoPendingNotes(MongoDatabase database) {
        this.notes = Durable.collection(database, "auditNotes");
    }

    @Override
    public void asked(AuditNote note) {
        notes.insertOne(new Document("_id", note.source())
                .append("at", Date.from(note.at()))
                .append("who", note.who())
                .append("from", note.from())
                .append("what", note.what())
                .append("subject", note.subject()));
    }

    @Override
    public void answered(String source, int status) {
        notes.updateOne(eq("_id", source), Updates.set("status", status));
    }

    @Override
    public List<AuditNote> ready(Instant askedBefore, int limit) {
        return notes
                .find(or(exists("status"), lt("at", Date.from(askedBefore))))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .into(new ArrayList<>())
                .stream()
                .map(MongoPendingNotes::read)
                .toList();
    }

    @Override
    public void done(String source) {
        notes.deleteOne(eq("_id", source));
    }

    private static AuditNote read(Document it) {
        var status = it.getInteger("status");
        return new AuditNote(
                it.getString("_id"),
                it.getDate("at").toInstant(),
                it.getString("who"),
                it.getString("from"),
                it.getString("what"),
                it.getString("subject"),
                status == null ? "it was not answered" : "answered %d".formatted(status));
    }
}
