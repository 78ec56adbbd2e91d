package ai.kaleem.release.agent.outbound.backup;

import java.io.IOException;
import java.io.OutputStream;

/** Passes on all but the last bytes, which its user keeps or drops at the end. */
final class HeldBack extends OutputStream {

    private final OutputStream out;
    private final byte[] held;
    private int size;
    private long seen;

    HeldBack(OutputStream out, int bytes) {
        this.out = out;
        this.held = new byte[bytes];
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        seen += length;
        var pass = size + length - held.length;
        if (pass <= 0) {
            System.arraycopy(bytes, offset, held, size, length);
            size += length;
            return;
        }
        var fromHeld = Math.min(pass, size);
        out.write(held, 0, fromHeld);
        var fromNew = pass - fromHeld;
        out.write(bytes, offset, fromNew);
        System.arraycopy(held, fromHeld, held, 0, size - fromHeld);
        System.arraycopy(bytes, offset + fromNew, held, size - fromHeld, length - fromNew);
        size = held.length;
    }

    /** How many bytes were written to it. */
    long seen() {
        return seen;
    }

    void keep() throws IOException {
        out.write(held, 0, size);
        size = 0;
    }
}
