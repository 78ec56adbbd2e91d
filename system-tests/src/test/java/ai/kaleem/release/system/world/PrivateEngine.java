package ai.kaleem.release.system.world;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.testcontainers.utility.DockerImageName;

/**
 * A Docker engine that nobody else uses, so that it can be restarted. It belongs into a network, mount and process space of its
 * own, with whose end all of it ends; {@code DOCKER_HOST} of this process says where it listens.
 */
public final class PrivateEngine {

    private final Path folder;
    private Process process;

    private PrivateEngine(Path folder) {
        this.folder = folder;
        this.process = launch();
    }

    /** Starts it and gives it the images that the other engine has. */
    public static PrivateEngine start(Path folder) {
        var engine = new PrivateEngine(folder);
        engine.awaitAnswer();
        var images = folder.resolve("images.tar").toString();
        var save = new String[] {
            "docker",
            "save",
            "--output",
            images,
            name(Images.rabbitmq()),
            name(Images.redis()),
            name(Images.haproxy()),
            name(Images.node())
        };
        Command.run(Map.of("DOCKER_HOST", "unix:///var/run/docker.sock"), Duration.ofMinutes(5), save);
        Command.run(Map.of(), Duration.ofMinutes(5), "docker", "load", "--input", images);
        return engine;
    }

    private static String name(DockerImageName image) {
        return image.asCanonicalNameString();
    }

    private Process launch() {
        try {
            var log = folder.resolve("dockerd.log").toFile();
            return new ProcessBuilder(
                            "dockerd",
                            "--data-root",
                            folder.resolve("data").toString(),
                            "--exec-root",
                            folder.resolve("exec").toString(),
                            "--pidfile",
                            folder.resolve("pid").toString(),
                            "--host",
                            System.getenv("DOCKER_HOST"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code systemctl restart docker} does: all containers end with it, and those with a restart policy come back. */
    public void restart() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("dockerd does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        process = launch();
        awaitAnswer();
    }

    private void awaitAnswer() {
        await("the private engine answers, see " + folder)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .failFast("dockerd has ended, see " + folder, () -> !process.isAlive())
                .until(() -> {
                    try {
                        Command.run("docker", "version");
                        return true;
                    } catch (IllegalStateException e) {
                        return false;
                    }
                });
    }
}
