package ai.kaleem.release.system.world;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One of the services, started from its jar as its owner would. It can be killed in any moment and started again. */
public final class ServiceProcess {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** What a process ends with that was killed. */
    private static final int KILLED = 137;

    private final String name;
    private final String heap;
    private final URI health;
    private final Path folder;
    private final Path log;
    private final List<String> prefix;
    private final Map<String, String> settings;
    private final List<String> jvmOptions = new CopyOnWriteArrayList<>();
    private @Nullable volatile Process process;
    private volatile boolean revived;

    ServiceProcess(
            String name,
            String heap,
            URI health,
            Path folder,
            Path log,
            List<String> prefix,
            Map<String, String> settings) {
        this.name = name;
        this.heap = heap;
        this.health = health;
        this.folder = folder;
        this.log = log;
        this.prefix = prefix;
        this.settings = new HashMap<>(settings);
    }

    public String name() {
        return name;
    }

    /** The same service as another process; its settings so far are taken over but for those that differ. */
    ServiceProcess instance(URI itsHealth, Path itsFolder, Path itsLog, Map<String, String> differing) {
        var all = new HashMap<>(settings);
        all.putAll(differing);
        return new ServiceProcess(name, heap, itsHealth, itsFolder, itsLog, prefix, all);
    }

    /** The port of its HTTP. */
    public int port() {
        return health.getPort();
    }

    /** Changes a setting for its next start. */
    public ServiceProcess with(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    /** Gives its JVM one more option from its next start on, e.g. {@code -javaagent:...}. */
    public ServiceProcess withJvmOption(String option) {
        jvmOptions.add(option);
        return this;
    }

    /** From its next start on it is started again whenever it ends as killed, until that is called off. */
    public ServiceProcess revivedWhenKilled(boolean wanted) {
        revived = wanted;
        return this;
    }

    /** Starts it, with the JVM options of its image, and returns at once. */
    public synchronized void launch() {
        var argv = new ArrayList<>(prefix);
        argv.addAll(List.of(
                Path.of(System.getProperty("kaleem.java", System.getProperty("java.home")), "bin", "java")
                        .toString(),
                "-XX:+UseSerialGC",
                "-XX:NewRatio=4",
                "-XX:TrimNativeHeapInterval=10000",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xmx" + heap));
        argv.addAll(jvmOptions);
        argv.addAll(List.of(
                "-jar",
                Installation.ROOT
                        .resolve("%s/target/%s.jar".formatted(name, name))
                        .toString()));
        try {
            Files.createDirectories(folder);
            var builder = new ProcessBuilder(argv)
                    .directory(folder.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().retainAll(List.of("PATH", "LANG", "DOCKER_HOST"));
            builder.environment().put("MALLOC_ARENA_MAX", "2");
            builder.environment().putAll(settings);
            var started = builder.start();
            process = started;
            if (revived) {
                started.onExit().thenAccept(this::revive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean comesBack() {
        var ended = process;
        return revived && (ended == null || ended.isAlive() || ended.exitValue() == KILLED);
    }

    private synchronized void revive(Process ended) {
        if (revived && ended == process && ended.exitValue() == KILLED) {
            launch();
        }
    }

    /** Takes all time from it, as a machine that hangs would; {@link #resume} gives it back. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private void signal(String which) {
        var running = process;
        if (running != null && running.isAlive()) {
            Command.run("kill", "-" + which, String.valueOf(running.pid()));
        }
    }

    /** Starts it and waits until it says that it is healthy. */
    public void start() {
        launch();
        awaitHealthy();
    }

    public void awaitHealthy() {
        await(name + " is healthy, see " + log)
                .atMost(revived ? Duration.ofMinutes(20) : Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .failFast(name + " has ended, see " + log, () -> !isAlive() && !comesBack())
                .until(this::isHealthy);
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public boolean isHealthy() {
        try {
            var request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends it as a power cut would: no handler of its own runs. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    /** Asks it to end, as a stop of the machine would. */
    public void stop() {
        if (process != null) {
            process.destroy();
            awaitEnd();
        }
    }

    /** Asks it to end and does not wait. */
    public void terminate() {
        if (process != null) {
            process.destroy();
        }
    }

    /** What it ended with: 143 for a SIGTERM that it followed. */
    public int exitCode() {
        if (process == null || process.isAlive()) {
            throw new IllegalStateException(name + " has not ended");
        }
        return process.exitValue();
    }

    private void awaitEnd() {
        var ending = process;
        try {
            if (ending != null && !ending.waitFor(30, TimeUnit.SECONDS)) {
                ending.destroyForcibly();
                ending.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it has printed so far, over all its lives. */
    public String output() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In MiB. */
    public long residentMemory() {
        if (process == null) {
            return 0;
        }
        try (var lines = Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
            return lines.filter(it -> it.startsWith("VmRSS:"))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Of all its threads, since it was started. */
    public Duration processorTime() {
        return process == null
                ? Duration.ZERO
                : process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
