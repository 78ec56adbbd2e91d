package ai.kaleem.release.agent.outbound.disk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A file system of its own, of a few MB, in memory. */
public final class SmallDisk implements AutoCloseable {

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounted at that folder; the test is skipped, with the reason, where that is not allowed. */
    public static SmallDisk of(Path folder, int mebibytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var size = "size=%dm,mode=0700".formatted(mebibytes);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString()),
                "A small file system cannot be mounted here: run the tests as root");
        return new SmallDisk(folder);
    }

    private static boolean run(String... argv) throws IOException, InterruptedException {
        var process = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    public Path path() {
        return path;
    }

    public long free() {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes all that is left. */
    public void fill() throws IOException {
        fillBut(0);
    }

    public void fillBut(long bytes) throws IOException {
        try (var out = Files.newOutputStream(path.resolve("filler"))) {
            var chunk = new byte[4096];
            while (free() > bytes) {
                out.write(chunk);
            }
        }
    }

    public void makeRoom() throws IOException {
        Files.delete(path.resolve("filler"));
    }

    /** Notes the least that was ever free, until it is closed. */
    public AutoCloseable watch(AtomicLong least) {
        var over = new AtomicBoolean();
        var watching = Thread.ofPlatform().daemon().start(() -> {
            while (!over.get()) {
                least.accumulateAndGet(free(), Math::min);
                Thread.onSpinWait();
            }
        });
        return () -> {
            over.set(true);
            watching.join();
        };
    }

    @Override
    public void close() throws IOException {
        try {
            // Lazily: a process that was just killed may still be letting go.
            run("umount", "-l", path.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
