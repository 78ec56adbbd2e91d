package ai.kaleem.release.gate.outbound.mongo;

import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.ID;
import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.OUTBOX;
import static ai.kaleem.release.gate.outbound.mongo.RunDocuments.UNSENT_SINCE;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.OutboxStore;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;

/**
 * The newest untold report of each run. It replaces an older one that is still unsent: a report says all the older one
 * said, and a run that goes on while the broker is away must not grow past what a document may hold.
 */
public final class RunOutbox implements OutboxStore {

    /**
     * The relay asks every second, and the embedded store answers by reading every run. So the store is asked at the start
     * and then rarely, for what others have left; what this process has left it knows by heart.
     */
    private static final Duration SCAN = Duration.ofSeconds(60);

    private final MongoCollection<Document> runs;
    private final Envelopes envelopes;
    private final UnreadableDocuments unreadable;
    private final Clock clock;
    private final Map<String, Instant> left = new ConcurrentHashMap<>();
    private volatile Instant nextScan = Instant.MIN;

    public RunOutbox(MongoDatabase database, Envelopes envelopes, UnreadableDocuments unreadable, Clock clock) {
        this.runs = RunDocuments.collection(database);
        this.envelopes = envelopes;
        this.unreadable = unreadable;
        this.clock = clock;
    }

    void left(String owner) {
        left.put(owner, clock.instant());
    }

    @Override
    public List<String> ownersWithUnsent(Instant olderThan, int limit) {
        var owners = new LinkedHashSet<String>();
        left.forEach((owner, since) -> {
            if (since.isBefore(olderThan)) {
                owners.add(owner);
            }
        });
        var now = clock.instant();
        if (!now.isBefore(nextScan)) {
            // Those that cannot be sent must not take the places of those that can.
            runs.find(and(lte(UNSENT_SINCE, Date.from(olderThan)), nin(ID, unreadable.outboxes())))
                    .projection(include(ID))
                    .sort(Sorts.ascending(ID))
                    .limit(limit)
                    .forEach(it -> owners.add(it.getString(ID)));
            nextScan = now.plus(SCAN);
        }
        return owners.stream().limit(limit).toList();
    }

    @Override
    public List<Outgoing> unsent(String owner) {
        var since = left.get(owner);
        var run = runs.find(eq(ID, owner)).projection(include(OUTBOX)).first();
        var unsent = run == null ? List.<Outgoing>of() : read(run);
        if (unsent.isEmpty() && since != null) {
            left.remove(owner, since);
        }
        return unsent;
    }

    /** What is no message of ours is not sent: somebody would have to guess what it was to say. */
    private List<Outgoing> read(Document run) {
        try {
            var unsent = RunDocuments.outbox(run);
            for (var message : unsent) {
                envelopes.open(message.body().getBytes(StandardCharsets.UTF_8), message.routingKey());
            }
            unreadable.outboxIsReadable(run.getString(ID));
            return unsent;
        } catch (RunDocuments.Broken e) {
            unreadable.outbox(run, e.fault());
        } catch (UnreadableMessage e) {
            unreadable.outbox(run, "field 'outbox.body': %s".formatted(e.getMessage()));
        }
        return List.of();
    }

    @Override
    public void sent(String owner, List<String> messageIds) {
        var since = left.get(owner);
        var emptied = runs.updateOne(
                and(eq(ID, owner), in("outbox.id", messageIds)),
                combine(set(OUTBOX, List.of()), set(UNSENT_SINCE, null)));
        // Where a newer report has taken its place, that one is still to be sent.
        if (emptied.getMatchedCount() > 0 && since != null) {
            left.remove(owner, since);
        }
    }
}
