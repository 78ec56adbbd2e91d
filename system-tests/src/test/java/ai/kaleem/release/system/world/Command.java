package ai.kaleem.release.system.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
public final class Command {

    private Command() {}

    /** Its standard output without the last line break. */
    public static String run(String... argv) {
        return run(Map.of(), Duration.ofMinutes(2), argv);
    }

    /** @throws IllegalStateException where it takes too long or ends with another code than 0; says what it printed */
    public static String run(Map<String, String> environment, Duration timeout, String... argv) {
        try {
            var out = Files.createTempFile("command", ".out");
            try {
                return run(environment, timeout, out, argv);
            } finally {
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String run(Map<String, String> environment, Duration timeout, Path out, String... argv)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(argv)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        var said = Files.readString(out, StandardCharsets.UTF_8).stripTrailing();
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException("%s %s: %s"
                    .formatted(
                            List.of(argv),
                            ended ? "ended with " + process.exitValue() : "took longer than " + timeout,
                            said));
        }
        return said;
    }
}
