package ai.kaleem.release.agent.outbound.disk;

import ai.kaleem.release.agent.deploy.DiskLost;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts what was written onto the disk. */
public final class Durable {

    private Durable() {}

    /**
     * All of the file is on the disk when this returns.
     *
     * @throws IOException where the disk has no room for it; the file is to be thrown away
     * @throws DiskLost where the disk does not say that it has it
     */
    public static void file(FileChannel channel, Path file) throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            // File systems that find the room late say so only now.
            if (isFull(e)) {
                throw e;
            }
            throw lost(file, e);
        }
    }

    /**
     * Names that were given or taken in the folder are on the disk when this returns.
     *
     * @throws DiskLost where the disk does not say that it has them: they are seen already
     */
    public static void names(@Nullable Path folder) {
        Objects.requireNonNull(folder, "Only a root lies in no folder");
        try (var directory = FileChannel.open(folder)) {
            directory.force(true);
        } catch (IOException e) {
            throw lost(folder, e);
        }
    }

    /** Makes what is missing of the path, on the disk when this returns. */
    public static void folders(Path folder, FileAttribute<?>... attributes) throws IOException {
        var missing = new ArrayDeque<Path>();
        for (var it = folder.toAbsolutePath(); it != null && !Files.isDirectory(it); it = it.getParent()) {
            missing.push(it);
        }
        Files.createDirectories(folder, attributes);
        missing.forEach(it -> names(it.getParent()));
    }

    /** Whether it says that there is no room, rather than that something is broken. */
    public static boolean isFull(IOException e) {
        var message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    private static DiskLost lost(Path path, IOException e) {
        return new DiskLost("%s was written, and the disk does not confirm it: %s".formatted(path, e.getMessage()), e);
    }
}
