package ai.kaleem.release.gate.gate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the log of a gate, also while it runs. */
public final class ReadLog {

    private final Runs runs;
    private final GateLogs logs;

    public ReadLog(Runs runs, GateLogs logs) {
        this.runs = runs;
        this.logs = logs;
    }

    /** @return empty where there is no such run or gate */
    public Optional<Log> read(RunId id, String gate) throws IOException {
        var found = runs.find(id).flatMap(it -> it.gate(gate));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var text = logs.read(id, gate);
        var complete = switch (found.get().status()) {
            case PENDING, RUNNING -> false;
            case FINISHED, ERRORED, SKIPPED -> true;
        };
        var evidence = found.get().evidence();
        return Optional.of(new Log(text.orElseGet(() -> new Kept(evidence == null ? "" : evidence)), complete));
    }

    /** @param complete whether nothing will be added, unless the gate is tried again */
    public record Log(GateLogs.Text text, boolean complete) {}

    /** The log's file is on another host, or gone with age; its end is in the store. */
    private record Kept(byte[] bytes) implements GateLogs.Text {

        Kept(String text) {
            this(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream from(long offset) {
            var from = (int) Math.min(offset, bytes.length);
            return new ByteArrayInputStream(bytes, from, bytes.length - from);
        }
    }
}
