package ai.kaleem.release.system.chaos.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What witnesses saw, a JSON line each, only ever added to. Every line has {@code at} (milliseconds), {@code who} and
 * {@code what}; all else depends on those two and is said in {@link Chronicle}.
 */
public final class Ledger {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;

    public Ledger(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path file() {
        return file;
    }

    public void append(String who, String what, Map<String, ?> more) {
        append(System.currentTimeMillis(), who, what, more);
    }

    /** @param at in milliseconds, where the witness knows better than its clock now */
    public synchronized void append(long at, String who, String what, Map<String, ?> more) {
        var line = JSON.createObjectNode().put("at", at).put("who", who).put("what", what);
        more.forEach((name, value) -> line.set(name, JSON.valueToTree(value)));
        var bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Files.write(file, bytes, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the order of time; the last line of a witness that was killed while it wrote may be cut and is left out. */
    static List<Entry> read(List<Path> files) {
        return files.stream()
                .flatMap(it -> lines(it).stream())
                .flatMap(it -> entry(it).stream())
                .sorted((one, other) -> Long.compare(one.at(), other.at()))
                .toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Entry> entry(String line) {
        try {
            var node = JSON.readTree(line);
            return node.isObject() ? List.of(new Entry(node)) : List.of();
        } catch (JacksonException e) {
            return List.of();
        }
    }
}
