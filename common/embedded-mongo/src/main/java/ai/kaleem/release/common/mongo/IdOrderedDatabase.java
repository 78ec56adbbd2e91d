package ai.kaleem.release.common.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import org.h2.mvstore.MVStore;

/** A database of {@link IdOrderedCollection}s, under the names that the library gives their maps. */
final class IdOrderedDatabase extends H2Database {

    private final MVStore store;

    IdOrderedDatabase(String name, MVStore store, CursorRegistry cursors) {
        this.store = store; // before the library's constructor, which opens the collections
        super(name, store, cursors);
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
        String namespace = getFullCollectionNamespace(name);
        return new IdOrderedCollection(
                this,
                name,
                options,
                store.openMap("databases." + namespace),
                store.openMap("meta." + namespace),
                cursorRegistry);
    }
}
