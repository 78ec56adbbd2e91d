package ai.kaleem.release.system.rolling;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one store between all instances: the MongoDB that {@code KALEEM_MONGODB_URI} names (without a database), where there
 * is one, else a {@link StandInMongo} as a process of its own.
 */
final class SharedStore implements AutoCloseable {

    private final @Nullable String given = System.getenv("KALEEM_MONGODB_URI");
    private final Path folder;
    private final String prefix;
    private final int port = Ports.free();
    private @Nullable Process process;

    /** @param prefix of the databases in a MongoDB that others may use too */
    SharedStore(Path folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
        if (isStandIn()) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
            start();
        }
    }

    /** Only a stand-in can be killed. */
    boolean isStandIn() {
        return given == null || given.isBlank();
    }

    String uri(String database) {
        if (given == null || given.isBlank()) {
            return "mongodb://127.0.0.1:%d/%s?w=majority&journal=true".formatted(port, database);
        }
        var query = given.indexOf('?');
        var address = (query < 0 ? given : given.substring(0, query)).replaceAll("(?<=[^/])/+$", "");
        return "%s/%s-%s%s".formatted(address, prefix, database, query < 0 ? "" : given.substring(query));
    }

    void start() {
        try {
            Files.createDirectories(folder);
            process = new ProcessBuilder(
                            Path.of(System.getProperty("kaleem.java", System.getProperty("java.home")), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx192m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            StandInMongo.class.getName(),
                            folder.resolve("documents").toString(),
                            String.valueOf(port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("the store answers, see " + folder.resolve("log"))
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(this::answers);
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** It answers nobody, and closes nothing, until it is resumed. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        if (process != null) {
            Command.run("kill", "-" + name, String.valueOf(process.pid()));
        }
    }

    @Override
    public void close() {
        kill();
    }
}
