package ai.kaleem.release.gate.gate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The output of one gate while it is written. Its size has a limit; past it only the end is kept. */
public interface GateLog extends Closeable {

    void write(byte[] bytes, int offset, int length) throws IOException;

    /** The newest output. */
    byte[] tail();

    default void line(String text) throws IOException {
        var bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }
}
