package ai.kaleem.release.system.world;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Customers who ask a shop for its products 200 times a second, in a process of their own ({@code samples/load}). */
public final class Load implements AutoCloseable {

    private static final int RATE = 200;

    private final Process process;
    private final Path stop;
    private final Path report;
    private final Path log;

    private Load(Process process, Path stop, Path report, Path log) {
        this.process = process;
        this.stop = stop;
        this.report = report;
        this.log = log;
    }

    /** @param prefix what the program is run under, for another network than ours; empty for none */
    static Load on(int port, Path folder, List<String> prefix) {
        try {
            Files.createDirectories(folder);
            var name = "load-%d-%d".formatted(port, System.nanoTime());
            var stop = folder.resolve(name + ".stop");
            var started = folder.resolve(name + ".log");
            var report = folder.resolve(name + ".json");
            var argv = new ArrayList<>(prefix);
            argv.addAll(List.of(
                    Path.of(System.getProperty("kaleem.java", System.getProperty("java.home")), "bin", "java")
                            .toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx96m",
                    Installation.ROOT.resolve("samples/load/LoadClient.java").toString(),
                    "http://127.0.0.1:%d/api/products".formatted(port),
                    "--rate",
                    String.valueOf(RATE),
                    "--duration",
                    "300",
                    "--timeout",
                    "40",
                    "--until-file",
                    stop.toString(),
                    "--report",
                    report.toString()));
            var process = new ProcessBuilder(argv)
                    .redirectErrorStream(true)
                    .redirectOutput(started.toFile())
                    .start();
            await("customers come, see " + started)
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> Files.readString(started).contains("asking"));
            return new Load(process, stop, report, started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What they saw. Lost is what was not answered within 40 s (a restore holds requests for up to 30 s), or with a status of 500 and more. */
    public record Result(long sent, long lost, long longestGapMillis, JsonNode report) {

        public long answeredBy(String version) {
            return report.path("versions").path(version).asLong(0);
        }
    }

    /** Sends them home. */
    public Result stop() {
        try {
            Files.writeString(stop, "");
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the load client does not end, see " + log);
            }
            var figures = ReleaseApi.JSON.readTree(Files.readString(report));
            return new Result(
                    figures.path("sent").asLong(),
                    figures.path("failed").asLong(),
                    figures.path("longestGapMillis").asLong(),
                    figures);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
