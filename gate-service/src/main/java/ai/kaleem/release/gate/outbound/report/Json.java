package ai.kaleem.release.gate.outbound.report;

import ai.kaleem.release.gate.gate.PlainText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON of others: what is not asked for is passed over without being kept. */
final class Json {

    private static final int DEEPEST = 200;
    private static final int LONGEST_FAULT = 200;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength((int) FileReports.LARGEST)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** @throws Malformed where it does not fit */
    static <T> T read(InputStream file, Class<T> type) throws Malformed {
        try {
            var value = MAPPER.readValue(file, type);
            if (value == null) {
                throw new Malformed(1, "is null");
            }
            return value;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /**
     * Hands the value of each field of an object to whoever takes it, one after the other, so that none is kept.
     *
     * @param json stands at the object's beginning, and then at its end
     */
    static void eachField(JsonParser json, Taker taker) throws Malformed {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new Malformed(line(json), "has no object where one belongs");
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            json.nextToken();
            if (!taker.take(name)) {
                json.skipChildren();
            }
        }
    }

    /** The same for the elements of a list, each of which is taken. */
    static void eachElement(JsonParser json, Element element) throws Malformed {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new Malformed(line(json), "has no list where one belongs");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            element.take();
        }
    }

    @FunctionalInterface
    interface Taker {
        /** Reads the value that the parser stands at, to its end, or says that nobody wants it. */
        boolean take(String name) throws Malformed;
    }

    @FunctionalInterface
    interface Element {
        void take() throws Malformed;
    }

    static int line(JsonParser json) {
        return json.currentLocation().getLineNr();
    }

    /** @throws Malformed where it is null */
    static <T> T value(JsonParser json, Class<T> type) throws Malformed {
        var value = MAPPER.readValue(json, type);
        if (value == null) {
            throw new Malformed(line(json), "has null where something belongs");
        }
        return value;
    }

    static Malformed malformed(JacksonException failure) {
        var at = failure.getLocation();
        return new Malformed(
                at == null ? 0 : Math.max(0, at.getLineNr()),
                "not the JSON it should be: %s".formatted(PlainText.line(failure.getOriginalMessage(), LONGEST_FAULT)));
    }

    /** From the first line on that begins as JSON does: tools print warnings before it. */
    static InputStream after(InputStream output) throws IOException {
        var stream = new BufferedInputStream(output);
        var isAtStart = true;
        while (true) {
            stream.mark(1);
            var next = stream.read();
            if (next < 0) {
                return stream;
            }
            if (isAtStart && (next == '{' || next == '[')) {
                stream.reset();
                return stream;
            }
            isAtStart = next == '\n';
        }
    }
}
