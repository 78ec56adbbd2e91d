package ai.kaleem.release.agent.outbound.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** Counts what is written to it, and says so now and then. */
final class Counted extends FilterOutputStream {

    private final LongConsumer progress;
    private final long every;
    private long bytes;
    private long told = System.nanoTime();

    /**
     * @param every nanoseconds between two words
     * @param progress hears of the bytes so far
     */
    Counted(OutputStream out, long every, LongConsumer progress) {
        super(out);
        this.every = every;
        this.progress = progress;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
        bytes += length;
        var now = System.nanoTime();
        if (now - told >= every) {
            told = now;
            progress.accept(bytes);
        }
    }

    long bytes() {
        return bytes;
    }
}
