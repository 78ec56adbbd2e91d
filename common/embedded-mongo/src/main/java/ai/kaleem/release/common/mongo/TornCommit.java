package ai.kaleem.release.common.mongo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.h2.mvstore.MVStore;
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

    /**
     * The file is replaced once what takes its place was read from end to end.
     *
     * @throws RuntimeException as the library's, or {@link StackOverflowError}, where the file cannot be read, torn commit
     *     or not; it is as it was
     * @throws IOException where there is no room to mend it
     */
    static void takeBack(Path file) throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        try (var store =
                new MVStore.Builder().fileName(file.toString()).readOnly().open()) {
            readAll(store);
        } catch (RuntimeException | StackOverflowError torn) {
            mend(file, torn);
        }
    }

    private static void mend(Path file, Throwable torn) throws IOException {
        var mended = file.resolveSibling(file.getFileName() + ".mended");
        try {
            Files.copy(file, mended, StandardCopyOption.REPLACE_EXISTING);
            rollBack(mended);
            Files.move(mended, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (RuntimeException | StackOverflowError e) {
            e.addSuppressed(torn);
            throw e;
        } finally {
            Files.deleteIfExists(mended);
        }
        log.warn(
                "The last commit of {} cannot be read, as a power cut in the middle of it leaves it, and is taken back: {}",
                file,
                StoreUnusable.deepest(torn));
    }

    private static void rollBack(Path copy) {
        var store = new MVStore.Builder()
                .fileName(copy.toString())
                .autoCommitDisabled()
                .open();
        try {
            store.rollbackTo(store.getCurrentVersion() - 1);
            readAll(store);
            store.sync();
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
