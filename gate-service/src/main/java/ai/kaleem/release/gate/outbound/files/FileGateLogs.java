package ai.kaleem.release.gate.outbound.files;

import ai.kaleem.release.gate.gate.GateLog;
import ai.kaleem.release.gate.gate.GateLogs;
import ai.kaleem.release.gate.gate.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** One file for each gate. */
public final class FileGateLogs implements GateLogs {

    private final DataFolder data;
    private final long limit;

    /** @param limit of one attempt's part of a log, in bytes */
    public FileGateLogs(DataFolder data, long limit) {
        this.data = data;
        this.limit = limit;
    }

    @Override
    public GateLog open(RunId run, String gate) throws IOException {
        var file = file(run, gate);
        Files.createDirectories(file.getParent());
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new FileGateLog(channel, file, channel.size(), limit);
    }

    @Override
    public Optional<Text> read(RunId run, String gate) throws IOException {
        var file = file(run, gate);
        return Files.exists(file) ? Optional.of(new FileText(file, Files.size(file))) : Optional.empty();
    }

    /** Removes the logs of runs that have written nothing since then. */
    public void removeOlderThan(Instant then) throws IOException {
        if (Files.notExists(data.logs())) {
            return;
        }
        try (Stream<Path> runs = Files.list(data.logs())) {
            for (var run : runs.toList()) {
                if (Files.getLastModifiedTime(run).toInstant().isBefore(then)) {
                    Trees.remove(run);
                }
            }
        }
    }

    /** A gate's name may be any text: encoded, it can neither climb nor hide. */
    private Path file(RunId run, String gate) {
        var name = URLEncoder.encode(gate, StandardCharsets.UTF_8)
                .replace(".", "%2E")
                .replace("*", "%2A");
        return data.logs().resolve(run.toString()).resolve(name + ".log");
    }

    private record FileText(Path file, long size) implements Text {

        @Override
        public InputStream from(long offset) throws IOException {
            var channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(Math.min(offset, size));
            return new Limited(Channels.newInputStream(channel), Math.max(0, size - offset));
        }
    }

    /** Ends where the file ended when it was asked for, so that a promised length is kept. */
    private static final class Limited extends InputStream {

        private final InputStream source;
        private long left;

        Limited(InputStream source, long left) {
            this.source = source;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            var read = source.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    /** Writes up to the limit; of what comes after it, the end follows when the log is closed. */
    private static final class FileGateLog implements GateLog {

        private final FileChannel file;
        private final Path path;
        private final long start;
        private final long limit;
        private final Tail tail = new Tail(64 * 1024);
        private long seen;

        /** @param start where this attempt begins in the file */
        FileGateLog(FileChannel file, Path path, long start, long limit) {
            this.file = file;
            this.path = path;
            this.start = start;
            this.limit = limit;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            tail.add(bytes, offset, length);
            var room = Math.min(length, Math.max(0, limit - seen));
            seen += length;
            append(ByteBuffer.wrap(bytes, offset, (int) room));
        }

        @Override
        public synchronized byte[] tail() {
            return tail.bytes();
        }

        @Override
        public synchronized Optional<InputStream> written() throws IOException {
            return seen > limit ? Optional.empty() : Optional.of(new FileText(path, start + seen).from(start));
        }

        @Override
        public synchronized void close() throws IOException {
            if (!file.isOpen()) {
                return;
            }
            var missing = seen - limit;
            if (missing > 0) {
                var end = tail.bytes();
                var shown = (int) Math.min(missing, end.length);
                var note = "\n--- the log is longer than %d bytes; %d bytes are left out here ---\n"
                        .formatted(limit, missing - shown);
                append(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)));
                append(ByteBuffer.wrap(end, end.length - shown, shown));
            }
            file.close();
        }

        private void append(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }
}
