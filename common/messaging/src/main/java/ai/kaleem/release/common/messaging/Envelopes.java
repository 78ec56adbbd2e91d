package ai.kaleem.release.common.messaging;

import ai.kaleem.release.common.contract.Message;
import com.github.f4b6a3.ulid.UlidCreator;
import java.time.Clock;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts messages into envelopes and takes them out: <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">
 * CloudEvents 1.0, structured JSON</a>, with {@code traceparent} of the distributed tracing extension.
 */
public final class Envelopes {

    static final String CONTENT_TYPE = "application/cloudevents+json";

    private final String source;
    private final Clock clock;
    private final Traces traces;
    private final JsonMapper mapper = JsonMapper.builder().build();

    /** @param source the name of this service */
    public Envelopes(String source, Clock clock, Traces traces) {
        this.source = source;
        this.clock = clock;
        this.traces = traces;
    }

    /** Addresses the message, and gives it an id that sorts by time, the present moment and the span it was made in. */
    public Outgoing seal(Message message) {
        var id = UlidCreator.getMonotonicUlid().toString();
        var envelope = mapper.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", source)
                .put("type", message.type())
                .put("subject", message.subject())
                .put("time", clock.instant().toString())
                .put("datacontenttype", "application/json");
        var traceparent = traces.current();
        if (traceparent != null) {
            envelope.put("traceparent", traceparent);
        }
        envelope.set("data", mapper.valueToTree(message));
        var routing = Routing.of(message);
        return new Outgoing(
                id,
                routing.exchange(),
                routing.key(),
                message.type(),
                message.subject(),
                mapper.writeValueAsString(envelope));
    }

    /**
     * @throws UnknownMessage where it is of a type, or has a value, that this version does not know
     * @throws UnreadableMessage where it is no CloudEvent of ours, with the reason in words
     */
    public Received open(byte[] body, String routingKey) throws UnreadableMessage {
        return Reading.of(body, routingKey);
    }
}
