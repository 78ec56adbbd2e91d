package ai.kaleem.release.system.world;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.testcontainers.utility.DockerImageName;

/**
 * A Docker engine that nobody else uses, so that it can be restarted and killed: {@code dockerd} over a {@code containerd} that is
 * a process beside it, as a distribution's package runs them. It belongs into an {@link OwnSpace}, with whose end all of it ends;
 * {@code DOCKER_HOST} of this process says where it listens.
 */
public final class PrivateEngine {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private Process containerd;
    private Process dockerd;

    private PrivateEngine(Path folder) {
        this.folder = folder;
        this.containerd = containerd();
        this.dockerd = dockerd();
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
        Command.run(Outside.ENGINE, Duration.ofMinutes(5), save);
        Command.run(Map.of(), Duration.ofMinutes(5), "docker", "load", "--input", images);
        return engine;
    }

    private static String name(DockerImageName image) {
        return image.asCanonicalNameString();
    }

    private Process containerd() {
        var settings = folder.resolve("containerd.toml");
        try {
            Files.writeString(settings, """
                    version = 2
                    root = "%1$s/containerd"
                    state = "%1$s/tasks"
                    disabled_plugins = ["io.containerd.grpc.v1.cri"]
                    [grpc]
                      address = "%2$s"
                    """.formatted(folder, address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return launched("containerd", "--config", settings.toString());
    }

    private String address() {
        return folder.resolve("c").toString();
    }

    private Process dockerd() {
        return launched(
                "dockerd",
                "--containerd",
                address(),
                "--data-root",
                folder.resolve("data").toString(),
                "--exec-root",
                folder.resolve("exec").toString(),
                "--pidfile",
                folder.resolve("pid").toString(),
                "--host",
                System.getenv("DOCKER_HOST"));
    }

    private Process launched(String program, String... arguments) {
        var argv = new String[arguments.length + 1];
        argv[0] = program;
        System.arraycopy(arguments, 0, argv, 1, arguments.length);
        try {
            return new ProcessBuilder(argv)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(program + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code systemctl restart docker} does: all containers end with it, and those with a restart policy come back. */
    public void restart() {
        dockerd.destroy();
        awaitEnd(dockerd);
        launch();
        awaitAnswer();
    }

    /** Kills {@code dockerd}; {@code containerd} and what it runs go on. */
    public void kill() {
        dockerd.destroyForcibly();
        awaitEnd(dockerd);
    }

    /** Kills {@code containerd}; {@code dockerd} and what runs go on without it. */
    public void killContainerd() {
        containerd.destroyForcibly();
        awaitEnd(containerd);
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("it does not end: " + process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts whatever of it does not run, and returns at once. */
    public void launch() {
        if (!containerd.isAlive()) {
            containerd = containerd();
        }
        if (!dockerd.isAlive()) {
            dockerd = dockerd();
        }
    }

    /** Until both halves of it answer. */
    public void awaitAnswer() {
        await("the private engine answers, see " + folder)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .failFast("dockerd has ended, see " + folder, () -> !dockerd.isAlive())
                .until(() -> answers("ctr", "--address", address(), "version") && answers("docker", "version"));
    }

    private static boolean answers(String... argv) {
        try {
            Command.run(argv);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
