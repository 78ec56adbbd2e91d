package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;

import ai.kaleem.release.api.trigger.Push;
import ai.kaleem.release.api.trigger.Pushes;
import ai.kaleem.release.common.contract.ReleaseId;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** One document a push, with what came of it. */
public final class MongoPushes implements Pushes {

    private final MongoCollection<Document> pushes;

    public MongoPushes(MongoDatabase database) {
        this.pushes = Durable.collection(database, "pushes");
    }

    /** Makes what is looked for often quick to find. The same again changes nothing. */
    public void prepare() {
        pushes.createIndex(Indexes.ascending("settledAt"));
        pushes.createIndex(Indexes.ascending("app", "at"));
    }

    @Override
    public boolean add(Push push) {
        try {
            pushes.insertOne(new Document("_id", push.id())
                    .append("via", push.via())
                    .append("app", push.app())
                    .append("ref", push.ref())
                    .append("by", push.by())
                    .append("at", Date.from(push.at())));
            return true;
        } catch (MongoWriteException e) {
            if (!Durable.isDuplicate(e)) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public List<Push> open(int limit) {
        return pushes
                .find(exists("settledAt", false))
                .sort(Sorts.ascending("at", "_id"))
                .limit(limit)
                .into(new ArrayList<>())
                .stream()
                .flatMap(Legible.each("pushes", "push", MongoPushes::push))
                .toList();
    }

    @Override
    public void settle(Push push, List<Result> results, Instant at) {
        pushes.updateOne(
                and(eq("_id", push.id()), exists("settledAt", false)),
                Updates.combine(
                        Updates.set("settledAt", Date.from(at)),
                        Updates.set(
                                "results",
                                results.stream().map(MongoPushes::document).toList())));
    }

    @Override
    public boolean isReleased(String app, String environment, String commit) {
        return pushes.find(and(
                                eq("app", app),
                                elemMatch("results", and(eq("environment", environment), eq("commit", commit)))))
                        .first()
                != null;
    }

    @Override
    public List<Heard> list(String app, int limit) {
        return pushes
                .find(eq("app", app))
                .sort(Sorts.descending("at", "_id"))
                .limit(limit)
                .into(new ArrayList<>())
                .stream()
                .flatMap(Legible.each("pushes", "push", MongoPushes::heard))
                .toList();
    }

    private static Document document(Result result) {
        var document = new Document("environment", result.environment());
        Optional.ofNullable(result.release()).ifPresent(it -> document.append("release", it.value()));
        Optional.ofNullable(result.commit()).ifPresent(it -> document.append("commit", it));
        Optional.ofNullable(result.reason()).ifPresent(it -> document.append("reason", it));
        return document;
    }

    private static Heard heard(Document document) {
        var results = document.getList("results", Document.class, List.of()).stream()
                .map(it -> new Result(
                        it.getString("environment"),
                        Optional.ofNullable(it.getString("release"))
                                .map(ReleaseId::new)
                                .orElse(null),
                        it.getString("commit"),
                        it.getString("reason")))
                .toList();
        return new Heard(
                push(document),
                Optional.ofNullable(document.getDate("settledAt"))
                        .map(Date::toInstant)
                        .orElse(null),
                results);
    }

    private static Push push(Document document) {
        return new Push(
                document.getString("_id"),
                document.getString("via"),
                document.getString("app"),
                document.getString("ref"),
                document.getString("by"),
                document.getDate("at").toInstant());
    }
}
