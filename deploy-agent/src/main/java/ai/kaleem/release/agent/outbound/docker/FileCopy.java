package ai.kaleem.release.agent.outbound.docker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;

/** Copies one file into a container, running or not, of any size and without a shell in the image. */
public final class FileCopy {

    private static final int BLOCK = 512;

    private final Engine engine;

    public FileCopy(Engine engine) {
        this.engine = engine;
    }

    /**
     * @param folder exists in the container
     * @param mode for example {@code 0444}
     */
    public void into(String container, Path file, String folder, String name, int mode) throws IOException {
        try (var content = Files.newInputStream(file)) {
            into(container, content, Files.size(file), folder, name, mode);
        }
    }

    /** @param size of the content, to the byte */
    public void into(String container, InputStream content, long size, String folder, String name, int mode)
            throws IOException {
        var archive = new SequenceInputStream(Collections.enumeration(List.<InputStream>of(
                new ByteArrayInputStream(header(name, size, mode)),
                content,
                new ByteArrayInputStream(new byte[padding(size) + 2 * BLOCK]))));
        engine.tell(
                "Copying %s into container %s".formatted(name, container),
                docker -> docker.copyArchiveToContainerCmd(container)
                        .withRemotePath(folder)
                        .withTarInputStream(archive)
                        .exec());
    }

    private static byte[] header(String name, long size, int mode) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(TarArchiveEntry.DEFAULT_FILE_MODE & ~0777 | mode);
        var header = new byte[BLOCK];
        // Base-256 sizes, so that a file beyond 8 GiB fits.
        entry.writeEntryHeader(header, ZipEncodingHelper.getZipEncoding("UTF-8"), true);
        if (name.length() > TarConstants.NAMELEN) {
            throw new IOException("%s is too long a name".formatted(name));
        }
        return header;
    }

    private static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }
}
