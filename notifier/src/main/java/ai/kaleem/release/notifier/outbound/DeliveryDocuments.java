package ai.kaleem.release.notifier.outbound;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.Message;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.notifier.delivery.Delivery;
import ai.kaleem.release.notifier.delivery.DeliveryId;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A delivery as a document. The event is kept as it came, in the contract's own JSON. */
final class DeliveryDocuments {

    static final String ID = "_id";
    static final String RELEASE = "release";
    static final String CHANNEL = "channel";
    static final String STATE = "state";
    static final String ATTEMPTS = "attempts";
    static final String NEXT_ATTEMPT_AT = "nextAttemptAt";
    static final String UNDER_WAY = "underWay";
    static final String UNANSWERED = "unanswered";
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
                .append(UNDER_WAY, delivery.underWay())
                .append(UNANSWERED, delivery.unanswered())
                .append(FINISHED_AT, date(delivery.finishedAt()))
                .append(DETAIL, delivery.detail())
                .append(TOLD, JSON.writeValueAsString(delivery.told()));
    }

    /** @throws Broken which names the field */
    static Delivery delivery(Document document) {
        var told = field(TOLD, () -> (Told) JSON.readValue(document.getString(TOLD), Message.class));
        return new Delivery(
                new DeliveryId(field(ID, () -> document.getString(ID))),
                told,
                field(CHANNEL, () -> channel(told, document.getString(CHANNEL))),
                field(STATE, () -> Delivery.State.valueOf(document.getString(STATE))),
                field(ATTEMPTS, () -> Objects.requireNonNull(document.getInteger(ATTEMPTS))),
                field(CREATED_AT, () -> document.getDate(CREATED_AT).toInstant()),
                field(NEXT_ATTEMPT_AT, () -> document.getDate(NEXT_ATTEMPT_AT).toInstant()),
                field(UNDER_WAY, () -> document.getBoolean(UNDER_WAY, false)),
                field(UNANSWERED, () -> document.getInteger(UNANSWERED, 0)),
                field(FINISHED_AT, () -> instant(document.getDate(FINISHED_AT))),
                field(DETAIL, () -> document.getString(DETAIL)));
    }

    private static Channel channel(Told told, String name) {
        return told.channels().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is none of the event's".formatted(name)));
    }

    @SuppressWarnings("NullAway") // a field that may be null is read as null
    private static <T extends @Nullable Object> T field(String name, Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            throw new Broken("field '%s': %s".formatted(name, why(e)));
        }
    }

    private static String why(RuntimeException failure) {
        var message = failure instanceof JacksonException json ? json.getOriginalMessage() : failure.getMessage();
        return failure instanceof NullPointerException ? "is missing" : String.valueOf(message);
    }

    /** The message says which field, and why. */
    static final class Broken extends RuntimeException {
        Broken(String fault) {
            super(fault);
        }

        String fault() {
            return String.valueOf(getMessage());
        }
    }

    static Document document(Outgoing message) {
        return new Document("id", message.id())
                .append("exchange", message.exchange())
                .append("routingKey", message.routingKey())
                .append("type", message.type())
                .append("subject", message.subject())
                .append("body", message.body());
    }

    /** @throws Broken which names the field */
    static List<Outgoing> outbox(Document document) {
        return field(
                OUTBOX,
                () -> document.getList(OUTBOX, Document.class, List.of()).stream()
                        .map(it -> new Outgoing(
                                text(it, "id"),
                                text(it, "exchange"),
                                text(it, "routingKey"),
                                text(it, "type"),
                                text(it, "subject"),
                                text(it, "body")))
                        .toList());
    }

    private static String text(Document document, String name) {
        var text = document.getString(name);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("has no '%s'".formatted(name));
        }
        return text;
    }

    private static @Nullable Date date(@Nullable Instant instant) {
        return instant == null ? null : Date.from(instant);
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
