package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;

import ai.kaleem.release.api.notes.NoteEdits;
import ai.kaleem.release.api.notes.NotesText.Audience;
import ai.kaleem.release.common.contract.ReleaseId;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;

/** One document an edit, by release and number: two that are written at once cannot both be the next. */
public final class MongoNoteEdits implements NoteEdits {

    private final MongoCollection<Document> edits;

    public MongoNoteEdits(MongoDatabase database) {
        this.edits = Durable.collection(database, "noteEdits");
    }

    @Override
    public List<Edit> of(ReleaseId release) {
        // What follows '/' in ASCII is '0', so that this is all of the release, by the index that every collection has.
        var there = and(gt("_id", release.value() + "/"), lt("_id", release.value() + "0"));
        return edits.find(there).sort(Sorts.ascending("_id")).into(new ArrayList<>()).stream()
                .flatMap(Legible.each("noteEdits", "edit", MongoNoteEdits::read))
                .toList();
    }

    @Override
    public boolean add(Edit it) {
        try {
            edits.insertOne(new Document("_id", "%s/%06d".formatted(it.release(), it.number()))
                    .append("release", it.release().value())
                    .append("audience", it.audience().name())
                    .append("number", it.number())
                    .append("text", it.text())
                    .append("by", it.by())
                    .append("at", Date.from(it.at())));
            return true;
        } catch (MongoWriteException e) {
            if (Durable.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    private static Edit read(Document it) {
        return new Edit(
                new ReleaseId(it.getString("release")),
                Audience.valueOf(it.getString("audience")),
                it.getInteger("number"),
                it.getString("text"),
                it.getString("by"),
                it.getDate("at").toInstant());
    }
}
