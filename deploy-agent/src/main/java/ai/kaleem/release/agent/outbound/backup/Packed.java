package ai.kaleem.release.agent.outbound.backup;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a store's tool wrote, as its file keeps it: compressed with zstd, with a checksum of its own. Files of an earlier
 * agent, which did not compress, are read as they are.
 *
 * @param bytes before it was compressed
 */
record Packed(Path file, long bytes) {

    static final String EXTENSION = ".zst";

    /** The tools write faster than a higher level compresses. */
    private static final int LEVEL = 3;

    /** Closing it ends what is compressed. */
    static OutputStream into(OutputStream out) throws IOException {
        return new ZstdOutputStream(out).setLevel(LEVEL).setChecksum(true);
    }

    /** Reads the file whole, so that one that does not unpack is found before anything is done with it. */
    static Packed in(Path file) throws IOException {
        return in(file, new Digest());
    }

    /** @param read sees the file's bytes, all of them */
    static Packed in(Path file, Digest read) throws IOException {
        try (var in = read.of(Files.newInputStream(file));
                var content = unpacked(file, in)) {
            var bytes = content.transferTo(OutputStream.nullOutputStream());
            in.transferTo(OutputStream.nullOutputStream());
            return new Packed(file, bytes);
        }
    }

    InputStream open() throws IOException {
        return unpacked(file, Files.newInputStream(file));
    }

    private static InputStream unpacked(Path file, InputStream content) throws IOException {
        var in = new BufferedInputStream(content, 1 << 16);
        return file.getFileName().toString().contains(EXTENSION) ? new ZstdInputStream(in) : in;
    }
}
