package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.common.contract.Message;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.notifier.delivery.Delivery;
import ai.kaleem.release.notifier.delivery.DeliveryId;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A delivery as a document. The event is kept as it came, in the contract's own JSON. */
final class DeliveryDocuments {

    static final String ID = "_id";
    static final String RELEASE = "release";
    static final String CHANNEL = "channel";
    static final String STATE = "state";
    static final String ATTEMPTS = "attempts";
    static final String NEXT_ATTEMPT_AT = "nextAttemptAt";
    static final String FINISHED_AT = "finishedAt";
    static final String DETAIL = "detail";
    static final String OUTBOX = "outbox";
    static final String UNSENT_SINCE = "unsentSince";

    private static final String TOLD = "told";
    private static final String CREATED_AT = "createdAt";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DeliveryDocuments() {}

    static Document document(Delivery delivery) {
        return new Document(ID, delivery.id().value())
                .append(RELEASE, delivery.told().releaseId().value())
                .append(CHANNEL, delivery.channel().name())
                .append(STATE, delivery.state().name())
                .append(ATTEMPTS, delivery.attempts())
                .append(CREATED_AT, Date.from(delivery.createdAt()))
                .append(NEXT_ATTEMPT_AT, Date.from(delivery.nextAttemptAt()))
                .append(FINISHED_AT, date(delivery.finishedAt()))
                .append(DETAIL, delivery.detail())
                .append(TOLD, JSON.writeValueAsString(delivery.told()));
    }

    static Delivery delivery(Document document) {
        var told = (Told) JSON.readValue(document.getString(TOLD), Message.class);
        var name = document.getString(CHANNEL);
        var channel = told.channels().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Delivery %s has no channel".formatted(document.get(ID))));
        return new Delivery(
                new DeliveryId(document.getString(ID)),
                told,
                channel,
                Delivery.State.valueOf(document.getString(STATE)),
                document.getInteger(ATTEMPTS),
                document.getDate(CREATED_AT).toInstant(),
                document.getDate(NEXT_ATTEMPT_AT).toInstant(),
                instant(document.getDate(FINISHED_AT)),
                document.getString(DETAIL));
    }

    static Document document(Outgoing message) {
        return new Document("id", message.id())
                .append("exchange", message.exchange())
                .append("routingKey", message.routingKey())
                .append("type", message.type())
                .append("subject", message.subject())
                .append("body", message.body());
    }

    static List<Outgoing> outbox(Document document) {
        return document.getList(OUTBOX, Document.class, List.of()).stream()
                .map(it -> new Outgoing(
                        it.getString("id"),
                        it.getString("exchange"),
                        it.getString("routingKey"),
                        it.getString("type"),
                        it.getString("subject"),
                        it.getString("body")))
                .toList();
    }

    private static @Nullable Date date(@Nullable Instant instant) {
        return instant == null ? null : Date.from(instant);
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
