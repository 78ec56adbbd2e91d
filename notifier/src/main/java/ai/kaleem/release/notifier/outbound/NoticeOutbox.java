package ai.kaleem.release.notifier.outbound;

import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.ID;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.OUTBOX;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.UNSENT_SINCE;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.OutboxStore;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import ai.kaleem.release.notifier.delivery.DeliveryId;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.nio.charset.StandardCharsets;
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
    private final Envelopes envelopes;
    private final UnreadableDeliveries unreadable;
    private final Clock clock;
    private final Set<String> left = ConcurrentHashMap.newKeySet();
    private volatile Instant nextScan = Instant.MIN;
    private volatile Consumer<String> relay = owner -> {};

    public NoticeOutbox(MongoDatabase database, Envelopes envelopes, UnreadableDeliveries unreadable, Clock clock) {
        this.deliveries = MongoDeliveries.collection(database);
        this.envelopes = envelopes;
        this.unreadable = unreadable;
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
        // Those that cannot be sent must not take the places of those that can.
        var unsent = and(lte(UNSENT_SINCE, Date.from(olderThan)), nin(ID, unreadable.outboxes()));
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
        return found == null ? List.of() : read(found);
    }

    /** What is no message of ours is not sent: somebody would have to guess what it was to say. */
    private List<Outgoing> read(Document delivery) {
        try {
            var unsent = DeliveryDocuments.outbox(delivery);
            for (var message : unsent) {
                envelopes.open(message.body().getBytes(StandardCharsets.UTF_8), message.routingKey());
            }
            unreadable.outboxIsReadable(String.valueOf(delivery.get(ID)));
            return unsent;
        } catch (DeliveryDocuments.Broken e) {
            unreadable.outbox(delivery, e.fault());
        } catch (UnreadableMessage e) {
            unreadable.outbox(delivery, "field 'outbox.body': %s".formatted(e.getMessage()));
        }
        return List.of();
    }

    /** A delivery has one fact to tell, so all is told at once, in one write. */
    @Override
    public void sent(String owner, List<String> messageIds) {
        deliveries.updateOne(
                and(eq(ID, owner), in("outbox.id", messageIds)), combine(set(OUTBOX, List.of()), unset(UNSENT_SINCE)));
        left.remove(owner);
    }
}
