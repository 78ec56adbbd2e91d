package ai.kaleem.release.agent.outbound.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Keeps the end of what is written to it. */
final class Tail extends OutputStream {

    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Tail(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized void write(int b) {
        kept.write(b);
        trim();
    }

    @Override
    public synchronized void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        kept.write(bytes, offset, length);
        trim();
    }

    private void trim() {
        if (kept.size() > 2 * limit) {
            var all = kept.toByteArray();
            kept.reset();
            kept.writeBytes(Arrays.copyOfRange(all, all.length - limit, all.length));
        }
    }

    @Override
    public synchronized String toString() {
        var all = kept.toByteArray();
        return new String(all, Math.max(0, all.length - limit), Math.min(limit, all.length), UTF_8);
    }
}
