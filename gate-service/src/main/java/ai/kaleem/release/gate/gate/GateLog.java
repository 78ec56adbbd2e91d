package ai.kaleem.release.gate.gate;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The output of one gate while it is written. Its size has a limit; past it only the end is kept. */
public interface GateLog extends Closeable {

    void write(byte[] bytes, int offset, int length) throws IOException;

    /** The newest output. */
    byte[] tail();

    /** What this attempt has written so far. To be closed by the caller. Empty where that is more than is kept. */
    default Optional<InputStream> written() throws IOException {
        return Optional.empty();
    }

    default void line(String text) throws IOException {
        var bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }
}
