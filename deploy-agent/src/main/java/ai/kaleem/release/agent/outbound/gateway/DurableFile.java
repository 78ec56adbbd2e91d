package ai.kaleem.release.agent.outbound.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import ai.kaleem.release.agent.outbound.disk.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A small file that is there whole or not at all, and on the disk once it was written. */
final class DurableFile {

    private DurableFile() {}

    static void write(Path file, String text) throws IOException {
        var temporary = file.resolveSibling(".%s.partial".formatted(file.getFileName()));
        try (var channel = FileChannel.open(temporary, CREATE, TRUNCATE_EXISTING, WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            Durable.file(channel, temporary);
        }
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(temporary, file, ATOMIC_MOVE);
        Durable.names(file.toAbsolutePath().getParent());
    }
}
