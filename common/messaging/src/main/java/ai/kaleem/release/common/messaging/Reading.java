package ai.kaleem.release.common.messaging;

import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.Message;
import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.WireName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an envelope, or says in words why not. A field that this version does not know is left out of account, as one that
 * a newer sender added; a type or a value that it does not know is told apart from what nobody can read.
 */
final class Reading {

    /** What the envelope of a message of ours may say. */
    private static final Set<String> KNOWN = Stream.of(Request.class, Fact.class, ReleaseEvent.class)
            .flatMap(WireName::recordsBelow)
            .map(WireName::of)
            .collect(Collectors.toUnmodifiableSet());

    /** In bytes: a report with all its evidence is smaller, and its tree has room in the smallest heap of ours. */
    private static final int LIMIT = 4 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .annotationIntrospector(
                    AnnotationIntrospector.pair(new JacksonAnnotationIntrospector(), new RequiredComponents()))
            .build();

    private Reading() {}

    /** @throws UnknownMessage where a newer version may be able to read it */
    static Received of(byte[] body, String routingKey) throws UnreadableMessage {
        if (body.length > LIMIT) {
            throw new UnreadableMessage(
                    "It has %,d bytes; no message of ours has more than %,d".formatted(body.length, LIMIT));
        }
        var envelope = parsed(body);
        if (!"1.0".equals(text(envelope, "specversion"))) {
            throw new UnreadableMessage("Not a CloudEvent of version 1.0");
        }
        var type = text(envelope, "type");
        if (!KNOWN.contains(type)) {
            throw new UnknownMessage("Type '%s'".formatted(type));
        }
        return new Received(
                text(envelope, "id"),
                text(envelope, "source"),
                type,
                text(envelope, "subject"),
                time(envelope),
                optional(envelope, "traceparent"),
                routingKey,
                data(envelope, type));
    }

    private static JsonNode parsed(byte[] body) throws UnreadableMessage {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new UnreadableMessage("No JSON: %s".formatted(e.getOriginalMessage()), e);
        }
    }

    private static Message data(JsonNode envelope, String type) throws UnreadableMessage {
        var data = envelope.path("data");
        if (!data.isObject()) {
            throw new UnreadableMessage("The envelope of %s has no 'data'".formatted(type));
        }
        try {
            var message = MAPPER.treeToValue(data, Message.class);
            if (!message.type().equals(type)) {
                throw new UnreadableMessage("The envelope says %s, its data %s".formatted(type, message.type()));
            }
            return message;
        } catch (InvalidTypeIdException e) {
            throw new UnknownMessage("In %s, type '%s'%s".formatted(type, e.getTypeId(), place(e)));
        } catch (InvalidFormatException e) {
            if (e.getTargetType() != null && e.getTargetType().isEnum()) {
                throw new UnknownMessage("In %s, the value '%s'%s".formatted(type, e.getValue(), place(e)));
            }
            throw unreadable(type, e);
        } catch (JacksonException e) {
            throw unreadable(type, e);
        }
    }

    private static UnreadableMessage unreadable(String type, JacksonException failure) {
        return new UnreadableMessage("%s cannot be read%s: %s".formatted(type, place(failure), why(failure)), failure);
    }

    /** A record that refuses its values says why itself. */
    private static @Nullable String why(JacksonException failure) {
        return failure.getCause() instanceof IllegalArgumentException refused
                ? refused.getMessage()
                : failure.getOriginalMessage();
    }

    /** Where in the message, without the names of our classes. */
    private static String place(JacksonException failure) {
        var path = failure.getPath().stream()
                .map(it -> it.getPropertyName() == null ? "[%d]".formatted(it.getIndex()) : "." + it.getPropertyName())
                .collect(Collectors.joining());
        return " of data" + path;
    }

    private static Instant time(JsonNode envelope) throws UnreadableMessage {
        var time = text(envelope, "time");
        try {
            return Instant.parse(time);
        } catch (DateTimeException e) {
            throw new UnreadableMessage("The envelope's time is '%s'".formatted(time), e);
        }
    }

    private static String text(JsonNode envelope, String name) throws UnreadableMessage {
        var value = optional(envelope, name);
        if (value == null) {
            throw new UnreadableMessage("The envelope has no '%s'".formatted(name));
        }
        return value;
    }

    private static @Nullable String optional(JsonNode envelope, String name) {
        var value = envelope.path(name);
        return value.isString() ? value.stringValue() : null;
    }
}
