package ai.kaleem.release.api.outbound.gates;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Copies a body whose sender may stop in the middle, for which {@code HttpRequest.timeout} has no limit. */
final class IdleWatch {

    private static final int CHUNK = 16 * 1024;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gate-log-idle").daemon().factory());

    private final Duration longest;

    /** @param longest time in which nothing comes; how slowly our own reader takes it does not count */
    IdleWatch(Duration longest) {
        this.longest = longest;
    }

    /** @throws IOException also where nothing came for too long */
    void copy(InputStream from, OutputStream to) throws IOException {
        var chunk = new byte[CHUNK];
        for (var length = read(from, chunk); length >= 0; length = read(from, chunk)) {
            to.write(chunk, 0, length);
        }
    }

    private int read(InputStream from, byte[] chunk) throws IOException {
        var end = CLOCK.schedule(() -> close(from), longest.toMillis(), TimeUnit.MILLISECONDS);
        try {
            var length = from.read(chunk);
            if (!end.cancel(false) && length < 0) {
                throw new IOException("nothing came for %d ms".formatted(longest.toMillis()));
            }
            return length;
        } finally {
            end.cancel(false);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // Whoever reads it sees the same.
        }
    }
}
