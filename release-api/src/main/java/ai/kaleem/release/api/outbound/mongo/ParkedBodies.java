package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of parked messages. A document holds 16 MB and a broker takes larger messages, so a large one lies in parts of its
 * own, written before the document that names them.
 */
final class ParkedBodies {

    private static final int PART = 1 << 20;

    private final MongoCollection<Document> parts;

    ParkedBodies(MongoDatabase database) {
        this.parts = Durable.collection(database, "parked-bodies");
    }

    /** @return what the message's document says of it; writing the same again changes nothing */
    Document put(String content, byte[] body) {
        var said = new Document("bytes", (long) body.length);
        if (body.length <= PART) {
            return said.append("inline", new Binary(body));
        }
        var count = 0;
        for (var from = 0; from < body.length; from += PART) {
            var id = part(content, count++);
            parts.replaceOne(
                    eq("_id", id),
                    new Document("_id", id)
                            .append(
                                    "bytes",
                                    new Binary(Arrays.copyOfRange(body, from, Math.min(from + PART, body.length)))),
                    new ReplaceOptions().upsert(true));
        }
        return said.append("parts", count).append("content", content);
    }

    byte[] get(@Nullable Document said) {
        if (said == null) {
            return new byte[0];
        }
        var inline = said.get("inline", Binary.class);
        if (inline != null) {
            return inline.getData();
        }
        var all = new ByteArrayOutputStream();
        for (var i = 0; i < said.getInteger("parts", 0); i++) {
            var id = part(said.getString("content"), i);
            var found = parts.find(eq("_id", id)).first();
            if (found == null) {
                throw new IllegalStateException("parked-bodies/%s is missing: the message is not whole".formatted(id));
            }
            all.writeBytes(found.get("bytes", Binary.class).getData());
        }
        return all.toByteArray();
    }

    private static String part(String content, int number) {
        return "%s/%04d".formatted(content, number);
    }
}
