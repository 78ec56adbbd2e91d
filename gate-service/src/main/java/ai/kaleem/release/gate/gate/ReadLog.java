package ai.kaleem.release.gate.gate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the log of a gate, also while it runs. */
public final class ReadLog {

    /** Above what the report keeps. */
    static final String NOT_HERE =
            "--- the whole log is not here: another instance of gate-service has it, or its file is gone or cut short; its end was ---\n";

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
        var complete = switch (found.get().status()) {
            case PENDING, RUNNING -> false;
            case FINISHED, ERRORED, SKIPPED -> true;
        };
        var file = logs.read(id, gate);
        var evidence = found.get().evidence();
        if (complete && evidence != null) {
            var kept = new Kept(NOT_HERE + evidence);
            return Optional.of(new Log(file.filter(it -> isWhole(it, evidence)).orElse(kept), true));
        }
        return Optional.of(new Log(file.orElseGet(() -> new Kept("")), complete));
    }

    /** What the report keeps of a log's end cannot be longer than the log, but for bytes that are no text: they grow to three. */
    private static boolean isWhole(GateLogs.Text file, String evidence) {
        return file.size() * 3 >= evidence.getBytes(StandardCharsets.UTF_8).length;
    }

    /** @param complete whether nothing will be added, unless the gate is tried again */
    public record Log(GateLogs.Text text, boolean complete) {}

    /** What the store has. */
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
