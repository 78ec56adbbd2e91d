package ai.kaleem.release.notifier.outbound;

import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.ATTEMPTS;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.CHANNEL;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.DETAIL;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.FINISHED_AT;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.ID;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.NEXT_ATTEMPT_AT;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.OUTBOX;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.STATE;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.UNANSWERED;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.UNDER_WAY;
import static ai.kaleem.release.notifier.outbound.DeliveryDocuments.UNSENT_SINCE;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import ai.kaleem.release.common.contract.Fact.NoticeFact;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.notifier.delivery.Deliveries;
import ai.kaleem.release.notifier.delivery.Delivery;
import ai.kaleem.release.notifier.delivery.Delivery.State;
import ai.kaleem.release.notifier.delivery.DeliveryId;
import ai.kaleem.release.notifier.delivery.Destination;
import com.github.f4b6a3.ulid.Ulid;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/** One document a delivery, with the fact that tells its end in it until {@link NoticeOutbox} has sent that. */
public final class MongoDeliveries implements Deliveries {

    private final MongoCollection<Document> deliveries;
    private final MongoCollection<Document> disabled;
    private final Envelopes envelopes;
    private final NoticeOutbox outbox;
    private final UnreadableDeliveries unreadable;

    public MongoDeliveries(
            MongoDatabase database, Envelopes envelopes, NoticeOutbox outbox, UnreadableDeliveries unreadable) {
        this.deliveries = collection(database);
        this.disabled = database.getCollection("disabled");
        this.envelopes = envelopes;
        this.outbox = outbox;
        this.unreadable = unreadable;
    }

    static MongoCollection<Document> collection(MongoDatabase database) {
        return database.getCollection("deliveries");
    }

    /** A real MongoDB finds what is due, and what is unsent, by these; the embedded one scans. */
    public void createIndexes() {
        deliveries.createIndex(Indexes.ascending(STATE, NEXT_ATTEMPT_AT));
        deliveries.createIndex(Indexes.ascending(UNSENT_SINCE));
    }

    @Override
    public boolean add(Delivery delivery) {
        try {
            deliveries.insertOne(DeliveryDocuments.document(delivery));
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Optional<Delivery> find(DeliveryId id) {
        return Optional.ofNullable(deliveries.find(eq(ID, id.value())).first()).flatMap(this::read);
    }

    /** Empty where it cannot be read, which is then said. */
    private Optional<Delivery> read(Document document) {
        try {
            var delivery = DeliveryDocuments.delivery(document);
            unreadable.isReadable(delivery.id().value());
            return Optional.of(delivery);
        } catch (DeliveryDocuments.Broken e) {
            unreadable.delivery(document, e.fault());
            return Optional.empty();
        }
    }

    @Override
    public List<String> unreadable(ReleaseId release) {
        return unreadable.of(release);
    }

    @Override
    public List<Delivery> of(ReleaseId release) {
        return deliveries.find(ofRelease(release)).sort(Sorts.ascending(ID)).into(new ArrayList<>()).stream()
                .flatMap(it -> read(it).stream())
                .toList();
    }

    @Override
    public Optional<Delivery> firstOpen(ReleaseId release, String channel) {
        return deliveries
                .find(and(ofRelease(release), eq(CHANNEL, channel), isOpen()))
                .sort(Sorts.ascending(ID))
                .into(new ArrayList<>())
                .stream()
                .flatMap(it -> read(it).stream())
                .findFirst();
    }

    @Override
    public List<DeliveryId> due(Instant now, int limit) {
        return deliveries
                // Those that cannot be read must not take the places of those that can.
                .find(and(isOpen(), lte(NEXT_ATTEMPT_AT, Date.from(now)), nin(ID, unreadable.ids())))
                .projection(include(ID))
                .sort(Sorts.ascending(NEXT_ATTEMPT_AT))
                .limit(limit)
                .map(it -> new DeliveryId(it.getString(ID)))
                .into(new ArrayList<>());
    }

    @Override
    public Optional<Delivery> begin(DeliveryId id, Instant now, Instant lostAt) {
        return begin(id, now, lostAt, true).or(() -> begin(id, now, lostAt, false));
    }

    private Optional<Delivery> begin(DeliveryId id, Instant now, Instant lostAt, boolean underWay) {
        var begun = deliveries.findOneAndUpdate(
                and(
                        eq(ID, id.value()),
                        isOpen(),
                        lte(NEXT_ATTEMPT_AT, Date.from(now)),
                        underWay ? eq(UNDER_WAY, true) : ne(UNDER_WAY, true)),
                combine(
                        set(NEXT_ATTEMPT_AT, Date.from(lostAt)),
                        set(UNDER_WAY, true),
                        inc(ATTEMPTS, 1),
                        inc(UNANSWERED, underWay ? 1 : 0)),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
        return Optional.ofNullable(begun).flatMap(this::read);
    }

    @Override
    public void postpone(Delivery delivery) {
        deliveries.updateOne(
                // Where the attempt was counted as lost and begun anew, the newer one decides.
                and(eq(ID, delivery.id().value()), isOpen(), eq(ATTEMPTS, delivery.attempts())),
                combine(
                        set(NEXT_ATTEMPT_AT, Date.from(delivery.nextAttemptAt())),
                        set(UNDER_WAY, false),
                        set(UNANSWERED, delivery.unanswered()),
                        set(DETAIL, delivery.detail())));
    }

    @Override
    public boolean end(Delivery delivery, NoticeFact fact) {
        var finished = Date.from(Objects.requireNonNull(delivery.finishedAt()));
        var ended = deliveries
                .updateOne(
                        and(eq(ID, delivery.id().value()), isOpen(), mayEnd(delivery)),
                        combine(
                                set(STATE, delivery.state().name()),
                                set(FINISHED_AT, finished),
                                set(UNDER_WAY, false),
                                set(DETAIL, delivery.detail()),
                                set(OUTBOX, List.of(DeliveryDocuments.document(envelopes.seal(fact)))),
                                set(UNSENT_SINCE, finished)))
                .getModifiedCount();
        if (ended == 1) {
            outbox.wake(delivery.id());
        }
        return ended == 1;
    }

    @Override
    public void disable(Destination destination, Instant until, String why) {
        disabled.replaceOne(
                eq(ID, destination.toString()),
                new Document(ID, destination.toString())
                        .append("until", Date.from(until))
                        .append("why", why),
                new ReplaceOptions().upsert(true));
    }

    @Override
    public Optional<String> disabled(Destination destination, Instant now) {
        return Optional.ofNullable(disabled.find(and(eq(ID, destination.toString()), gt("until", Date.from(now))))
                        .first())
                .map(it -> String.valueOf(it.get("why")));
    }

    @Override
    public void forgetEndedBefore(Instant time) {
        var oldestKept = Ulid.min(time.toEpochMilli()).toString();
        deliveries.deleteMany(and(lt(ID, oldestKept), ne(STATE, State.PENDING.name()), eq(UNSENT_SINCE, null)));
    }

    private static Bson ofRelease(ReleaseId release) {
        var prefix = DeliveryId.prefix(release);
        return and(gte(ID, prefix), lt(ID, prefix + "~"));
    }

    private static Bson mayEnd(Delivery delivery) {
        return delivery.state() == State.DELIVERED ? new Document() : eq(ATTEMPTS, delivery.attempts());
    }

    private static Bson isOpen() {
        return eq(STATE, State.PENDING.name());
    }
}
