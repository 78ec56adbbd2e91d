package ai.kaleem.release.agent.outbound.folder;

import ai.kaleem.release.agent.outbound.disk.Durable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The folder an agent keeps everything in. It is held by one process at a time, until that ends, however it ends. */
public final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing, for the owner alone, and holds it.
     *
     * @throws FolderUnusable where another agent holds it, or it cannot be written
     */
    public static DataFolder hold(Path path) {
        try {
            if (!Files.isDirectory(path)) {
                Durable.folders(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            var channel =
                    FileChannel.open(path.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new DataFolder(path, channel, lock(path, channel));
        } catch (IOException e) {
            throw new FolderUnusable(
                    "The agent cannot write its data folder %s (kaleem.agent.data-folder): %s"
                            .formatted(path, e.getMessage()),
                    e);
        }
    }

    private static FileLock lock(Path path, FileChannel channel) throws IOException {
        var isHeld = false;
        try {
            var lock = tryLock(channel);
            if (lock == null) {
                throw new FolderUnusable(
                        "Another agent works on this host already: it holds %s. Stop that one first, or give this one a folder of its own (kaleem.agent.data-folder)."
                                .formatted(path.resolve("agent.lock")));
            }
            isHeld = true;
            return lock;
        } finally {
            if (!isHeld) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    public Path path() {
        return path;
    }

    /** A folder below, for the owner alone. */
    public Path below(String name) {
        try {
            var folder = path.resolve(name);
            if (!Files.isDirectory(folder)) {
                Durable.folders(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return folder;
        } catch (IOException e) {
            throw new FolderUnusable("Cannot make %s: %s".formatted(path.resolve(name), e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new FolderUnusable("Cannot let go of %s: %s".formatted(path, e.getMessage()), e);
        }
    }
}
