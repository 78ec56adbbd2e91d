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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/** The folder of one server: its lock, and the file that holds the documents. */
final class StoreFolder implements AutoCloseable {

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
            throw StoreUnusable.folder(folder, e);
        }
    }

    Path file() {
        return folder.resolve("documents.mv").toAbsolutePath();
    }

    /** @param lost told when the store closes by itself, as it does when the disk is full */
    MVStore openStore(Consumer<Throwable> lost) {
        MVStore store;
        try {
            TornCommit.takeBack(file());
            Compaction.of(file());
            store = open(file().toString(), lost);
        } catch (IOException e) {
            throw StoreUnusable.folder(folder, e);
        } catch (RuntimeException | StackOverflowError e) {
            // Pages that name each other in a circle end as the latter.
            throw StoreUnusable.file(file(), e);
        }
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            store.closeImmediately();
            throw StoreUnusable.folder(folder, e);
        }
        return store;
    }

    /** A file as this server keeps it; tests keep it on a disk of theirs. */
    static MVStore open(String file, Consumer<Throwable> lost) {
        var opened = new AtomicBoolean();
        MVStore store = new MVStore.Builder()
                .fileName(file)
                // The backend alone commits, between commands, so that no half of a command reaches the disk.
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .backgroundExceptionHandler((thread, failure) -> {
                    // What fails before is thrown too.
                    if (opened.get()) {
                        lost.accept(failure);
                    }
                })
                .open();
        opened.set(true);
        store.setRetentionTime(RETENTION_MILLIS);
        return store;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw StoreUnusable.folder(folder, e);
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
