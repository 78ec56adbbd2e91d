package ai.kaleem.release.common.mongo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes only the living pages of a file into a new one and puts that in the old one's place, once it is whole and on the
 * disk. Where that fails, as where there is no room for a second file, the first one serves as it is.
 */
final class Compaction {

    private static final Logger log = LoggerFactory.getLogger(Compaction.class);

    /** Smaller files are not worth the copy. */
    private static final long FROM_BYTES = 1 << 20;

    @SuppressWarnings("NullAway") // null has the library open the new file itself
    private static final FileStore<?> NO_STORE_OF_ITS_OWN = null;

    private Compaction() {}

    static void of(Path file) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".compacted");
        Files.deleteIfExists(fresh);
        long before = Files.exists(file) ? Files.size(file) : 0;
        if (before < FROM_BYTES) {
            return;
        }
        try {
            copy(file, fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            log.info("Compacted {} from {} to {} kB", file, before / 1024, Files.size(file) / 1024);
        } catch (IOException | RuntimeException e) {
            // Where the first one is broken, whoever opens it now says so.
            log.warn("{} stays at {} kB, it could not be compacted: {}", file, before / 1024, StoreUnusable.deepest(e));
            Files.deleteIfExists(fresh);
        }
    }

    private static void copy(Path file, Path fresh) throws IOException {
        MVStore.compact(file.toString(), fresh.toString(), false, NO_STORE_OF_ITS_OWN);
        try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
