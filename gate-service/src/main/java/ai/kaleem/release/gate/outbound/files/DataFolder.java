package ai.kaleem.release.gate.outbound.files;

import com.github.f4b6a3.ulid.UlidCreator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of one gate-service. It gives the instance its name, which survives a restart; a second process is refused. */
public final class DataFolder implements AutoCloseable {

    private final Path folder;
    private final FileChannel lock;
    private final String instance;

    private DataFolder(Path folder, FileChannel lock, String instance) {
        this.folder = folder;
        this.lock = lock;
        this.instance = instance;
    }

    /** @throws IllegalStateException where it cannot be used, with what to do */
    public static DataFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            var real = folder.toRealPath();
            var lock = FileChannel.open(
                    real.resolve("gate-service.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var opened = false;
            try {
                if (!locks(lock)) {
                    throw new IllegalStateException(
                            "%s is used by another gate-service; end it, or name another folder in kaleem.gates.data-folder"
                                    .formatted(real));
                }
                var data = new DataFolder(real, lock, instance(real.resolve("instance")));
                opened = true;
                return data;
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "%s cannot be used as kaleem.gates.data-folder: %s".formatted(folder.toAbsolutePath(), e), e);
        }
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String instance(Path file) throws IOException {
        if (Files.notExists(file) || Files.size(file) == 0) {
            Files.writeString(file, UlidCreator.getUlid().toString());
        }
        return Files.readString(file).strip();
    }

    /** Names this instance among others that share a store. */
    public String instance() {
        return instance;
    }

    public Path mirrors() {
        return folder.resolve("mirrors");
    }

    Path logs() {
        return folder.resolve("logs");
    }

    Path runs() {
        return folder.resolve("runs");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
