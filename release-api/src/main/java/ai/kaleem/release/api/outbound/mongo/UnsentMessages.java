package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.document.UnreadableDocument;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.WireName;
import ai.kaleem.release.common.messaging.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The messages of an outbox. One that is broken, or of a type that this version does not know, is not sent, nor what follows
 * it in its outbox, since a story has an order; nothing of them is dropped.
 */
final class UnsentMessages {

    private static final Set<String> KNOWN = Stream.of(Request.class, ReleaseEvent.class)
            .flatMap(WireName::recordsBelow)
            .map(WireName::of)
            .collect(Collectors.toUnmodifiableSet());

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private UnsentMessages() {}

    /** Those before the first that cannot be read. */
    static List<Outgoing> readable(String owner, List<Document> messages) {
        var all = new ArrayList<Outgoing>();
        for (var message : messages) {
            var place = "%s[%d]".formatted(owner.substring(owner.indexOf('/') + 1), all.size());
            var fault = fault(message);
            if (fault != null) {
                var release = "releases/" + owner.substring(0, owner.indexOf('/'));
                Legible.said("releases", new UnreadableDocument(release, place + fault.field(), fault.text()));
                break;
            }
            all.add(new Outgoing(
                    message.getString("id"),
                    message.getString("exchange"),
                    message.getString("routingKey"),
                    message.getString("type"),
                    message.getString("subject"),
                    message.getString("body")));
        }
        return all;
    }

    private record Fault(String field, String text) {}

    private static @Nullable Fault fault(Document message) {
        for (var field : List.of("id", "exchange", "routingKey", "type", "subject", "body")) {
            if (!(message.get(field) instanceof String)) {
                return new Fault("." + field, "there is no text");
            }
        }
        if (!KNOWN.contains(message.getString("type"))) {
            return new Fault(".type", "'%s' is not known".formatted(message.getString("type")));
        }
        try {
            var body = MAPPER.readTree(message.getString("body"));
            var isItself = body.path("id").asString("").equals(message.getString("id"))
                    && body.path("type").asString("").equals(message.getString("type"))
                    && body.path("data").isObject();
            return isItself ? null : new Fault(".body", "it is not the message that the fields beside it name");
        } catch (JacksonException e) {
            return new Fault(".body", e.getOriginalMessage());
        }
    }
}
