package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.document.UnreadableDocument;
import io.micrometer.core.instrument.Metrics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidTypeIdException;

/**
 * Reads documents, or says which one and which field of it cannot be read: in the log once each, and in the meter
 * {@code release.store.unreadable}.
 */
final class Legible {

    private static final Logger log = LoggerFactory.getLogger(Legible.class);
    private static final int REMEMBERED = 10_000;
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Legible() {}

    /**
     * @param text the field that holds JSON, if one does
     * @throws UnreadableDocument where it is broken, or of another version
     */
    static <T> T read(String collection, String text, Document document, Function<Document, T> reading) {
        var name = "%s/%s".formatted(collection, document.get("_id"));
        try {
            return reading.apply(document);
        } catch (UnreadableDocument e) {
            throw e;
        } catch (InvalidTypeIdException e) {
            var fault = "no type '%s' is known".formatted(e.getTypeId());
            throw said(collection, new UnreadableDocument(name, text + path(e), fault, e));
        } catch (JacksonException e) {
            throw said(collection, new UnreadableDocument(name, text + path(e), e.getOriginalMessage(), e));
        } catch (RuntimeException e) {
            // A field that is missing, of another type, or with a value that nobody knows.
            throw said(collection, new UnreadableDocument(name, "a field", String.valueOf(e.getMessage()), e));
        }
    }

    /** The documents of a list that can be read; the others hold up none of them. */
    static <T> Function<Document, Stream<T>> each(String collection, String text, Function<Document, T> reading) {
        return document -> {
            try {
                return Stream.of(read(collection, text, document, reading));
            } catch (UnreadableDocument e) {
                return Stream.empty();
            }
        };
    }

    static UnreadableDocument said(String collection, UnreadableDocument fault) {
        if (SAID.size() < REMEMBERED && SAID.add(String.valueOf(fault.getMessage()))) {
            Metrics.counter("release.store.unreadable", "collection", collection)
                    .increment();
            log.error("{}", fault.getMessage());
        }
        return fault;
    }

    private static String path(JacksonException failure) {
        return failure.getPath().stream()
                .map(it -> it.getPropertyName() == null ? "[%d]".formatted(it.getIndex()) : "." + it.getPropertyName())
                .collect(Collectors.joining());
    }
}
