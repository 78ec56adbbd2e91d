package ai.kaleem.release.gate.outbound.mongo;

import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.CLAIMED_BY;
import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.CLAIMED_UNTIL;
import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.ID;
import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.OUTBOX;
import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.UNSENT_SINCE;
import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.VERDICT;
import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.VERSION;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Filters.size;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import ai.kaleem.release.common.contract.Fact.GateFact;
import ai.kaleem.release.common.contract.GateReport.Verdict;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.mongo.StoreAway;
import ai.kaleem.release.gate.gate.GateRun;
import ai.kaleem.release.gate.gate.RunId;
import ai.kaleem.release.gate.gate.Runs;
import com.github.f4b6a3.ulid.Ulid;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs in MongoDB. A change writes the run and the fact about it in one document, only where nobody changed it since. */
public final class MongoRuns implements Runs {

    private static final Logger log = LoggerFactory.getLogger(MongoRuns.class);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

    private static final StoreAway AWAY = new StoreAway();

    private final MongoCollection<Document> runs;
    private final Envelopes envelopes;
    private final RunOutbox outbox;
    private final UnreadableDocuments unreadable;
    private final Consumer<String> relay;
    private final String instance;

    /**
     * @param relay is told whose facts are to be sent, once they are written
     * @param instance names this gate-service, also after its restart
     */
    public MongoRuns(
            MongoDatabase database,
            Envelopes envelopes,
            RunOutbox outbox,
            UnreadableDocuments unreadable,
            Consumer<String> relay,
            String instance) {
        this.runs = RunDocuments.collection(database);
        this.envelopes = envelopes;
        this.outbox = outbox;
        this.unreadable = unreadable;
        this.relay = relay;
        this.instance = instance;
    }

    /** Makes what the store needs. Throws while the store is away. */
    public void prepare() {
        runs.createIndex(Indexes.ascending(VERDICT, CLAIMED_UNTIL));
        runs.createIndex(Indexes.ascending(UNSENT_SINCE));
    }

    @Override
    public boolean add(GateRun run) {
        var id = run.id().toString();
        var document = new Document(ID, id).append(VERSION, 1L);
        document.putAll(RunDocuments.write(run));
        fact(run).forEach(document::append);
        try {
            outbox.left(id);
            runs.insertOne(document);
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
        relay.accept(id);
        return true;
    }

    @Override
    public Optional<GateRun> find(RunId id) {
        return Optional.ofNullable(runs.find(eq(ID, id.toString())).first()).map(this::read);
    }

    private GateRun read(Document document) {
        try {
            RunDocuments.version(document);
            var run = RunDocuments.read(document);
            unreadable.runIsReadable(document.getString(ID));
            return run;
        } catch (RunDocuments.Broken e) {
            throw unreadable.run(document, e.fault());
        }
    }

    @Override
    public GateRun change(RunId id, UnaryOperator<GateRun> change) {
        return change(id, change, false);
    }

    @Override
    public Optional<GateRun> findPatiently(RunId id) throws InterruptedException {
        return patiently(id, () -> find(id));
    }

    @Override
    public GateRun changeClaimed(RunId id, UnaryOperator<GateRun> change) throws InterruptedException {
        return patiently(id, () -> change(id, change, true));
    }

    private static <T> T patiently(RunId id, Supplier<T> question) throws InterruptedException {
        for (var complained = false; ; complained = true) {
            try {
                return question.get();
            } catch (RuntimeException e) {
                if (!AWAY.test(e)) {
                    throw e;
                }
                if (!complained) {
                    log.warn("MongoDB is away; run {} waits for it: {}", id, e.getMessage());
                }
                Thread.sleep(STORE_PAUSE);
            }
        }
    }

    private GateRun change(RunId id, UnaryOperator<GateRun> change, boolean claimed) {
        while (true) {
            var document = runs.find(eq(ID, id.toString())).first();
            if (document == null) {
                throw new NoSuchElementException("No run %s".formatted(id));
            }
            if (claimed && !instance.equals(document.getString(CLAIMED_BY))) {
                throw new ClaimLost(id);
            }
            var run = read(document);
            var next = change.apply(run);
            if (next.equals(run)) {
                return run;
            }
            var written = write(id.toString(), RunDocuments.version(document), run, next, claimed);
            if (written) {
                return next;
            }
        }
    }

    private boolean write(String id, long version, GateRun run, GateRun next, boolean claimed) {
        var fields = RunDocuments.write(next);
        var tells = next.revision() > run.revision();
        if (tells) {
            outbox.left(id);
            fact(next).forEach(fields::append);
        }
        List<Bson> conditions = new ArrayList<>(List.of(eq(ID, id), eq(VERSION, version)));
        if (claimed) {
            conditions.add(eq(CLAIMED_BY, instance));
        }
        var update = new Document("$set", fields).append("$inc", new Document(VERSION, 1L));
        var written = runs.updateOne(and(conditions), update).getMatchedCount() > 0;
        if (written && tells) {
            relay.accept(id);
        }
        return written;
    }

    private Document fact(GateRun run) {
        var message = envelopes.seal(GateFact.of(run.report()));
        return new Document(OUTBOX, List.of(RunDocuments.write(message))).append(UNSENT_SINCE, Date.from(run.at()));
    }

    @Override
    public boolean claim(RunId id, Instant now, Instant until) {
        var free = or(eq(CLAIMED_BY, null), eq(CLAIMED_BY, instance), lt(CLAIMED_UNTIL, Date.from(now)));
        var claimed = runs.updateOne(
                and(eq(ID, id.toString()), eq(VERDICT, Verdict.RUNNING.name()), free),
                combine(set(CLAIMED_BY, instance), set(CLAIMED_UNTIL, Date.from(until))));
        return claimed.getMatchedCount() > 0;
    }

    @Override
    public void renew(RunId id, Instant until) {
        var renewed = runs.updateOne(
                and(eq(ID, id.toString()), eq(CLAIMED_BY, instance)), set(CLAIMED_UNTIL, Date.from(until)));
        if (renewed.getMatchedCount() == 0) {
            throw new ClaimLost(id);
        }
    }

    @Override
    public void release(RunId id) {
        runs.updateOne(
                and(eq(ID, id.toString()), eq(CLAIMED_BY, instance)),
                combine(set(CLAIMED_BY, null), set(CLAIMED_UNTIL, null)));
    }

    @Override
    public List<RunId> unfinished(Instant now) {
        var free = or(eq(CLAIMED_BY, null), eq(CLAIMED_BY, instance), lt(CLAIMED_UNTIL, Date.from(now)));
        return runs
                .find(and(eq(VERDICT, Verdict.RUNNING.name()), free))
                .projection(include(ID))
                .sort(Sorts.ascending(ID))
                .into(new ArrayList<>())
                .stream()
                .flatMap(it -> id(it).stream())
                .toList();
    }

    private Optional<RunId> id(Document document) {
        try {
            return Optional.of(RunId.parse(String.valueOf(document.get(ID))));
        } catch (IllegalArgumentException e) {
            unreadable.run(document, "field '_id': %s".formatted(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Removes runs whose deployment was asked for before then, and that have a verdict. */
    public void removeOlderThan(Instant then) {
        var first = Ulid.min(then.toEpochMilli()).toString();
        runs.deleteMany(and(lt(ID, first), ne(VERDICT, Verdict.RUNNING.name()), size(OUTBOX, 0)));
    }
}
