package ai.kaleem.release.gate.outbound;

import ai.kaleem.release.gate.gate.GateLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The log of a gate, in memory. */
public final class Printed implements GateLog {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    public boolean isWhole = true;

    public Printed with(String text) {
        var more = text.getBytes(StandardCharsets.UTF_8);
        write(more, 0, more.length);
        return this;
    }

    public List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void write(byte[] more, int offset, int length) {
        bytes.write(more, offset, length);
    }

    @Override
    public byte[] tail() {
        return bytes.toByteArray();
    }

    @Override
    public Optional<InputStream> written() {
        return isWhole ? Optional.of(new ByteArrayInputStream(bytes.toByteArray())) : Optional.empty();
    }

    @Override
    public void close() {}
}
