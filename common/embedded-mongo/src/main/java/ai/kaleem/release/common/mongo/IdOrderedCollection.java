package ai.kaleem.release.common.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Comparator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds by {@code _id} without reading the whole collection, also where the filter says more than that: the library uses
 * its index only for a filter that names the id and nothing else, so each conditional write would read everything. Pages
 * and ranges by {@code _id} follow the order of the file. All of this for ids that are text.
 */
final class IdOrderedCollection extends H2Collection {

    private final MVMap<Object, Document> documents;

    IdOrderedCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            MVMap<Object, Document> documents,
            MVMap<String, Object> meta,
            CursorRegistry cursors) {
        super(database, name, options, documents, meta, cursors);
        this.documents = documents;
    }

    @Override
    protected QueryResult matchDocuments(
            Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        if (!"_id".equals(getIdField())) {
            return super.matchDocuments(query, orderBy, skip, limit, batchSize, fields);
        }
        IdRange range = IdRange.of(query);
        if (range.ids() != null) {
            List<Object> known = range.ids().stream()
                    .filter(documents::containsKey)
                    .map(Object.class::cast)
                    .toList();
            return matchDocuments(query, known, orderBy, skip, limit, batchSize, fields);
        }
        int direction = directionById(orderBy);
        if ((range.isAll() && direction == 0) || !allIdsAreText()) {
            return super.matchDocuments(query, orderBy, skip, limit, batchSize, fields);
        }
        Stream<Document> candidates = within(range, direction < 0);
        return direction == 0
                ? matchDocumentsFromStream(candidates, query, orderBy, skip, limit, batchSize, fields)
                : matchDocumentsFromStream(query, candidates, skip, limit, batchSize, inTheOrderTheyCome(), fields);
    }

    /** 1 or -1 where the order is by id alone, 0 where it is another or none. */
    private static int directionById(@Nullable Document orderBy) {
        return orderBy != null && orderBy.size() == 1 && orderBy.get("_id") instanceof Number direction
                ? Integer.signum(direction.intValue())
                : 0;
    }

    /** Ids of one type lie together, so the first and the last tell of all. */
    private boolean allIdsAreText() {
        return documents.firstKey() instanceof String && documents.lastKey() instanceof String;
    }

    private Stream<Document> within(IdRange range, boolean backwards) {
        Cursor<Object, Document> cursor = backwards
                ? documents.cursor(range.to(), range.from(), true)
                : documents.cursor(range.from(), range.to(), false);
        Spliterator<Object> ids = Spliterators.spliteratorUnknownSize(cursor, Spliterator.ORDERED);
        return StreamSupport.stream(ids, false).map(it -> cursor.getValue());
    }

    @SuppressWarnings("NullAway") // the library sorts only where it is given an order
    private static Comparator<Document> inTheOrderTheyCome() {
        return null;
    }
}
