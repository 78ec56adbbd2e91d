package ai.kaleem.release.notifier.outbound;

import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.ID;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.OUTBOX;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.UNSENT_SINCE;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.size;
import static com.mongodb.client.model.Updates.pull;
import static com.mongodb.client.model.Updates.unset;

import ai.kaleem.release.common.messaging.OutboxStore;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.notifier.delivery.DeliveryId;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bson.Document;

/** The facts about deliveries that are not yet told; the owner of each is its delivery. */
public final class NoticeOutbox implements OutboxStore {

    /**
     * The relay asks every second, and the embedded store answers by reading all deliveries. So it is asked at the start and
     * then rarely; in between, what this process has left is known by heart.
     */
    private static final Duration SCAN = Duration.ofSeconds(30);

    private final MongoCollection<Document> deliveries;
    private final Clock clock;
    private final Set<String> left = ConcurrentHashMap.newKeySet();
    private volatile Instant nextScan = Instant.MIN;
    private volatile Consumer<String> relay = owner -> {};

    public NoticeOutbox(MongoDatabase database, Clock clock) {
        this.deliveries = MongoDeliveries.collection(database);
        this.clock = clock;
    }

    /** Who publishes what is left, at once when told of an owner. */
    public void relayedBy(Consumer<String> relay) {
        this.relay = relay;
    }

    void wake(DeliveryId owner) {
        left.add(owner.value());
        relay.accept(owner.value());
    }

    @Override
    public List<String> ownersWithUnsent(Instant olderThan, int limit) {
        var now = clock.instant();
        var scan = !now.isBefore(nextScan);
        var unsent = lte(UNSENT_SINCE, Date.from(olderThan));
        if (!scan && left.isEmpty()) {
            return List.of();
        }
        var owners = deliveries
                .find(scan ? unsent : and(in(ID, List.copyOf(left)), unsent))
                .limit(limit)
                .map(it -> it.getString(ID))
                .into(new ArrayList<>());
        if (scan) {
            nextScan = owners.size() < limit ? now.plus(SCAN) : now;
        }
        return owners;
    }

    @Override
    public List<Outgoing> unsent(String owner) {
        var found = deliveries.find(eq(ID, owner)).first();
        return found == null ? List.of() : DeliveryDocuments.outbox(found);
    }

    @Override
    public void sent(String owner, List<String> messageIds) {
        deliveries.updateOne(eq(ID, owner), pull(OUTBOX, in("id", messageIds)));
        deliveries.updateOne(and(eq(ID, owner), size(OUTBOX, 0)), unset(UNSENT_SINCE));
        left.remove(owner);
    }
}
