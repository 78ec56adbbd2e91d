package ai.kaleem.release.system.benchmark;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.testing.Images;
import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A datastore that is as large as one likes, and its own tool, which the agent uses as well. */
final class LargeStore implements AutoCloseable {

    private static final Duration LONG = Duration.ofMinutes(10);

    /** Of one entry, without its key. */
    private static final int BYTES = 1000;

    private static final char[] LETTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/".toCharArray();

    private final String container;
    private final String type;
    private final List<String> tool;

    private LargeStore(
            Installation installation, String type, String image, List<String> environment, List<String> tool) {
        this.container = installation.prefix() + "-large-" + type;
        this.type = type;
        this.tool = tool;
        var argv = new ArrayList<>(
                List.of("docker", "run", "--detach", "--name", container, "--label", installation.label()));
        environment.forEach(it -> argv.addAll(List.of("--env", it)));
        argv.add(image);
        Command.run(argv.toArray(String[]::new));
    }

    static LargeStore redis(Installation installation, int megabytes) {
        var store = new LargeStore(
                installation,
                "redis",
                Images.redis().asCanonicalNameString(),
                List.of(),
                // Of the tool alone the master waits 5 s for more replicas otherwise.
                List.of("sh", "-c", "redis-cli config set repl-diskless-sync-delay 0 && redis-cli --rdb - > /tmp/own"));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> store.says("redis-cli", "PING").equals("PONG"));
        // What it does to its own files beside is no matter of a backup.
        store.says("redis-cli", "CONFIG", "SET", "save", "");
        store.fillRedis(megabytes);
        return store;
    }

    static LargeStore postgres(Installation installation, int megabytes) {
        var store = new LargeStore(
                installation,
                "postgres",
                Images.postgres().asCanonicalNameString(),
                List.of("POSTGRES_PASSWORD=sesame", "POSTGRES_DB=shop"),
                List.of("sh", "-c", "pg_dump -U postgres --format=custom --compress=0 --dbname=shop > /tmp/own"));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> store.says("pg_isready", "-h", "127.0.0.1").contains("accepting"));
        var text = "(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 31) WHERE i > 0)";
        store.says(
                "psql",
                "-U",
                "postgres",
                "-d",
                "shop",
                "-c",
                "CREATE TABLE orders AS SELECT i, %s AS text FROM generate_series(1, %d) AS i"
                        .formatted(text, megabytes * 1_000));
        return store;
    }

    private void fillRedis(int megabytes) {
        var random = RandomGenerator.getDefault();
        try {
            var process = new ProcessBuilder("docker", "exec", "-i", container, "redis-cli", "--pipe")
                    .redirectErrorStream(true)
                    .redirectOutput(Path.of("/dev/null").toFile())
                    .start();
            try (var out = new BufferedOutputStream(process.getOutputStream(), 1 << 20)) {
                var value = new byte[BYTES];
                for (int i = 0; i < megabytes * 1_000_000L / BYTES; i++) {
                    for (int j = 0; j < BYTES; j++) {
                        value[j] = (byte) LETTERS[random.nextInt(LETTERS.length)];
                    }
                    var key = "order:%08d".formatted(i);
                    var head = "*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n".formatted(key.length(), key, BYTES);
                    out.write(head.getBytes(StandardCharsets.US_ASCII));
                    out.write(value);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException("redis-cli --pipe ended with " + process.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Of a plan. */
    String section() {
        return "datastores:\n  store: {type: %s, container: %s, keep: 1, timeout: 30m}".formatted(type, container);
    }

    String type() {
        return type;
    }

    /** What its tool takes alone, into a file of the container. */
    Duration alone() {
        var began = System.nanoTime();
        says(tool.toArray(String[]::new));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Of what the tool wrote last. */
    long bytes() {
        return Long.parseLong(says("stat", "--format", "%s", "/tmp/own"));
    }

    private String says(String... argv) {
        var all = new ArrayList<>(List.of("docker", "exec", container));
        all.addAll(List.of(argv));
        try {
            return Command.run(Map.of(), LONG, all.toArray(String[]::new));
        } catch (IllegalStateException e) {
            if (argv[0].equals("sh") || argv[0].equals("psql")) {
                throw e;
            }
            return "";
        }
    }

    @Override
    public void close() {
        Command.run("docker", "rm", "--force", "--volumes", container);
    }
}
