package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.parking.Act;
import ai.kaleem.release.api.parking.Act.Deed;
import ai.kaleem.release.api.parking.Letter;
import ai.kaleem.release.api.parking.Letter.Death;
import ai.kaleem.release.api.parking.ParkedMessage;
import ai.kaleem.release.api.parking.ParkedMessage.State;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A parked message as a document. Headers are a list: a sender may name one as no field may be named. */
final class ParkedDocuments {

    private ParkedDocuments() {}

    /**
     * Of one that is parked for the first time.
     *
     * @param content tells it from another message of the same id
     */
    static Document write(String id, Letter letter, String content, Instant at, Document body) {
        return new Document("_id", id)
                .append("messageId", letter.messageId())
                .append("content", content)
                .append("queue", letter.queue())
                .append("exchange", letter.exchange())
                .append("routingKey", letter.routingKey())
                .append("reason", letter.reason())
                .append("why", letter.why())
                .append("state", State.PARKED.name())
                .append("parkedAt", Date.from(at))
                .append("size", letter.body().length)
                .append("replayedAt", null)
                .append("replays", List.of(letter.replay()))
                .append("headers", headers(letter.headers()))
                .append(
                        "deaths",
                        letter.deaths().stream().map(ParkedDocuments::write).toList())
                .append("trail", List.of(write(new Act(Deed.PARKED, at, "release-api", letter.why()))))
                .append("body", body);
    }

    static Document write(Act act) {
        return new Document("deed", act.deed().name())
                .append("at", Date.from(act.at()))
                .append("by", act.by())
                .append("reason", act.reason());
    }

    private static List<Document> headers(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(it -> new Document("name", it.getKey()).append("value", it.getValue()))
                .toList();
    }

    private static Document write(Death death) {
        return new Document("queue", death.queue())
                .append("reason", death.reason())
                .append("exchange", death.exchange())
                .append("routingKeys", death.routingKeys())
                .append("count", death.count())
                .append("time", death.time() == null ? null : Date.from(death.time()));
    }

    static ParkedMessage message(Document document) {
        return new ParkedMessage(
                document.getString("_id"),
                document.getString("messageId"),
                document.getString("queue"),
                document.getString("exchange"),
                document.getString("routingKey"),
                document.getString("reason"),
                document.getString("why"),
                State.valueOf(document.getString("state")),
                document.getDate("parkedAt").toInstant(),
                document.get("size", Number.class).longValue(),
                instant(document.getDate("replayedAt")));
    }

    static Letter letter(Document document, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        list(document, "headers").forEach(it -> headers.put(it.getString("name"), it.getString("value")));
        return new Letter(
                document.getString("messageId"),
                document.getString("queue"),
                document.getString("exchange"),
                document.getString("routingKey"),
                document.getString("reason"),
                document.getString("why"),
                body,
                headers,
                list(document, "deaths").stream().map(ParkedDocuments::death).toList(),
                document.getList("replays", String.class).getLast());
    }

    private static Death death(Document it) {
        return new Death(
                it.getString("queue"),
                it.getString("reason"),
                it.getString("exchange"),
                it.getList("routingKeys", String.class),
                it.get("count", Number.class).longValue(),
                instant(it.getDate("time")));
    }

    static List<Act> trail(Document document) {
        return list(document, "trail").stream()
                .map(it -> new Act(
                        Deed.valueOf(it.getString("deed")),
                        it.getDate("at").toInstant(),
                        it.getString("by"),
                        it.getString("reason")))
                .toList();
    }

    private static List<Document> list(Document document, String field) {
        return document.getList(field, Document.class, List.of());
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
