package ai.kaleem.release.system.benchmark;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown, with the machine and what else it did; printed, and kept in {@code target/benchmarks.md}. */
final class Report {

    private static final Path FILE = Installation.ROOT.resolve("system-tests/target/benchmarks.md");

    private final String title;
    private final List<String> lines = new ArrayList<>();

    Report(String title, String... columns) {
        this.title = title;
        row((Object[]) columns);
        lines.add("|" + String.join("|", Collections.nCopies(columns.length, "---")) + "|");
    }

    void row(Object... cells) {
        var line = "| "
                + String.join(" | ", List.of(cells).stream().map(Report::text).toList()) + " |";
        lines.add(line);
        System.out.println(line);
    }

    private static String text(Object cell) {
        return cell instanceof Duration it ? seconds(it) : String.valueOf(cell);
    }

    static String seconds(Duration time) {
        return time.toMillis() < 1000
                ? time.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** Figures of a machine that was busy with something else must be known as such. */
    private static String machine() {
        try {
            var model = Files.readString(Path.of("/proc/cpuinfo"))
                    .lines()
                    .filter(it -> it.startsWith("model name"))
                    .map(it -> it.substring(it.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
            var load = Files.readString(Path.of("/proc/loadavg")).split(" ");
            return "%s, %d x %s, Docker %s; load average at the end %s over 1 minute, %s over 5"
                    .formatted(
                            LocalDate.now(ZoneOffset.UTC),
                            Runtime.getRuntime().availableProcessors(),
                            model,
                            Command.run("docker", "version", "--format", "{{.Server.Version}}"),
                            load[0],
                            load[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void done() {
        var table = "%n%s%n(%s)%n%n%s%n".formatted(title, machine(), String.join("\n", lines));
        System.out.println(table);
        try {
            Files.writeString(FILE, table, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
