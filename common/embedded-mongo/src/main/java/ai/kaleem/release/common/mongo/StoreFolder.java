package ai.kaleem.release.common.mongo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreTool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of one server: its lock, and the file that holds the documents. */
final class StoreFolder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoreFolder.class);

    /** Smaller files are not worth the copy. */
    private static final long COMPACT_FROM_BYTES = 1 << 20;

    /**
     * How long the space of replaced pages is kept, in ms. The default of 45 s guards against commits that never reached
     * the disk; here each one is synced, and at hundreds a second the default would let the file grow by a gigabyte.
     */
    private static final int RETENTION_MILLIS = 2_000;

    private final Path folder;
    private final FileChannel channel;

    private StoreFolder(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static StoreFolder lock(Path folder) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("mongo.lock");
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String holder = read(channel);
                channel.close();
                throw new FolderInUse(folder, holder);
            }
            // The lock is the operating system's and ends with the process; the text only helps whoever finds it held.
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    "process %d".formatted(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return new StoreFolder(folder, channel);
        } catch (IOException e) {
            throw EmbeddedMongo.unusable(folder, e);
        }
    }

    Path file() {
        return folder.resolve("documents.mv").toAbsolutePath();
    }

    /** @param lost told when the store closes by itself, as it does when the disk is full */
    MVStore openStore(Consumer<Throwable> lost) {
        compact();
        MVStore store = new MVStore.Builder()
                .fileName(file().toString())
                // The backend alone commits, between commands, so that no half of a command reaches the disk.
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .backgroundExceptionHandler((thread, failure) -> lost.accept(failure))
                .open();
        store.setRetentionTime(RETENTION_MILLIS);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            store.closeImmediately();
            throw EmbeddedMongo.unusable(folder, e);
        }
        return store;
    }

    /** Writes only the living pages into a new file and puts that in the old one's place; a crash in it is mended first. */
    private void compact() {
        String file = file().toString();
        MVStoreTool.compactCleanUp(file);
        long before = size();
        if (before < COMPACT_FROM_BYTES) {
            return;
        }
        MVStoreTool.compact(file, false);
        log.info("Compacted {} from {} to {} kB", file, before / 1024, size() / 1024);
    }

    private long size() {
        try {
            return Files.exists(file()) ? Files.size(file()) : 0;
        } catch (IOException e) {
            throw EmbeddedMongo.unusable(folder, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw EmbeddedMongo.unusable(folder, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(64);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    }
}
