package ai.kaleem.release.agent.outbound.docker;

import com.github.dockerjava.core.command.WaitContainerResultCallback;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Copies whole folders out of a container and into one, as tar, running or not. */
public final class FolderCopy {

    private final Engine engine;

    public FolderCopy(Engine engine) {
        this.engine = engine;
    }

    /**
     * @param path of the folder in the container, ending in {@code /.} where its name shall not be in the tar
     * @throws IOException where {@code out} does not take it
     */
    public void from(String container, String path, OutputStream out, Duration timeout) throws IOException {
        var what = "Reading %s of container %s".formatted(path, container);
        within(timeout, what, () -> {
            var tar = engine.stream(
                    what,
                    docker ->
                            docker.copyArchiveFromContainerCmd(container, path).exec());
            try (tar) {
                tar.transferTo(out);
            }
        });
    }

    /** @param folder exists in the container */
    public void into(String container, String folder, InputStream tar, Duration timeout) throws IOException {
        var what = "Writing %s of container %s".formatted(folder, container);
        within(
                timeout,
                what,
                () -> engine.stream(what, docker -> {
                    docker.copyArchiveToContainerCmd(container)
                            .withRemotePath(folder)
                            .withTarInputStream(tar)
                            .exec();
                    return Boolean.TRUE;
                }));
    }

    private interface Copying {
        void run() throws IOException;
    }

    /** A copy that takes too long has failed; that the engine does not answer is told otherwise. */
    private static void within(Duration timeout, String what, Copying copying) throws IOException {
        var failure = new AtomicReference<Throwable>();
        var thread = Thread.ofVirtual().name("folder-copy").start(() -> {
            try {
                copying.run();
            } catch (IOException | RuntimeException e) {
                failure.set(e);
            }
        });
        try {
            if (!thread.join(timeout)) {
                thread.interrupt();
                throw new IOException("%s took longer than %s".formatted(what, timeout));
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Throwable e -> throw new IOException(e);
        }
    }

    /** The exit code of a container that runs to its end by itself. */
    public int awaitEnd(String container, Duration timeout) {
        return engine.stream(
                "Waiting for container " + container,
                docker -> docker.waitContainerCmd(container)
                        .exec(new WaitContainerResultCallback())
                        .awaitStatusCode(timeout.toMillis(), TimeUnit.MILLISECONDS));
    }
}
