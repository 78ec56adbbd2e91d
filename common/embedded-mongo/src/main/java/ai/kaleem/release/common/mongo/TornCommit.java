package ai.kaleem.release.common.mongo;

import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a power cut may leave at the end of the file: a commit whose first and last page reached the disk and others did not.
 * The library takes it for whole, as it looks at its ends alone. It was never synced, so nobody had an answer that rests on
 * it, and as each commit is synced before the next begins there is one at most: the version before it is whole, and is
 * taken back to. Where that one cannot be read either the file is broken in another way, and is left as it is.
 *
 * <p>Pages carry no checksum of what is in them: a page of zeroes within one long text is not noticed.
 */
final class TornCommit {

    private static final Logger log = LoggerFactory.getLogger(TornCommit.class);

    private TornCommit() {}

    /** @throws MVStoreException where the file cannot be read, torn commit or not */
    static void takeBack(Path file) {
        if (Files.notExists(file)) {
            return;
        }
        try (var store =
                new MVStore.Builder().fileName(file.toString()).readOnly().open()) {
            readAll(store);
        } catch (MVStoreException torn) {
            takeBack(file, torn);
        }
    }

    private static void takeBack(Path file, MVStoreException torn) {
        var store = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .open();
        try {
            store.setRetentionTime(Integer.MAX_VALUE);
            var version = store.getCurrentVersion();
            store.rollbackTo(version - 1);
            readAll(store);
            store.sync();
            log.warn(
                    "{} ends in a commit that a power cut tore; nobody was answered for it, and it is taken back: {}",
                    file,
                    StoreUnusable.deepest(torn));
        } catch (MVStoreException e) {
            e.addSuppressed(torn);
            throw e;
        } finally {
            store.closeImmediately();
        }
    }

    private static void readAll(MVStore store) {
        for (var name : store.getMapNames()) {
            for (var entries = store.openMap(name).cursor(null); entries.hasNext(); ) {
                entries.next();
            }
        }
    }
}
