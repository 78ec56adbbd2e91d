package ai.kaleem.release.system.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network, mount and process space for a program that breaks an engine of its own; with the program's end all that it started
 * ends. Only root may have one.
 */
public final class OwnSpace {

    private static final Logger log = LoggerFactory.getLogger(OwnSpace.class);
    private static final String PATH = System.getenv("PATH") + ":/usr/sbin:/sbin";

    private OwnSpace() {}

    /** Why there can be none here; empty where there can. */
    public static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("only root may have an engine of its own");
        }
        return Stream.of("unshare", "containerd", "dockerd", "ip")
                .filter(it -> Stream.of(PATH.split(":")).noneMatch(folder -> Files.isExecutable(Path.of(folder, it))))
                .findFirst()
                .map(it -> it + " is not installed");
    }

    /**
     * Runs a program with a {@link PrivateEngine}'s address in it and prints what it says as it says it. The broker of its
     * {@link Installation} lives on the engine that everybody uses.
     *
     * @param main is given a folder of its own, and the arguments after it
     * @param options of its JVM
     * @return all it said
     * @throws IllegalStateException where it does not end well in time
     */
    public static String run(Class<?> main, Duration patience, List<String> options, String... arguments) {
        var folder = folder();
        var outside = new Outside(Ports.free(), folder.resolve("out"));
        try (var crossing = Crossing.from(outside.socket(), outside.port())) {
            var all = new ArrayList<>(options);
            all.addAll(outside.options());
            return run(folder, main, patience, all, arguments);
        } finally {
            outside.removeContainers();
            remove(folder);
        }
    }

    /** The same with everything on the private engine, the broker too. */
    public static String alone(Class<?> main, Duration patience) {
        var folder = folder();
        try {
            return run(folder, main, patience, List.of());
        } finally {
            remove(folder);
        }
    }

    /** The whole of such a program's {@code main}: threads of an installation that is still up hold its end back by no means. */
    public static void end(Runnable program) {
        var code = 1;
        try {
            program.run();
            code = 0;
        } catch (RuntimeException | Error e) {
            log.error("It did not come to a good end", e);
        } finally {
            System.exit(code);
        }
    }

    /** Its path is short, as a socket's must be. */
    private static Path folder() {
        try {
            return Files.createTempDirectory("kst");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an engine keeps is full of links and of files that only root may read. */
    private static void remove(Path folder) {
        Command.run("rm", "-rf", "--one-file-system", folder.toString());
    }

    private static String run(
            Path folder, Class<?> main, Duration patience, List<String> options, String... arguments) {
        var argv = new ArrayList<>(List.of(
                "unshare",
                "--net",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                // The shell is the first process there, and buries what containers leave behind.
                "sh",
                "-c",
                "ip link set lo up && \"$@\"; exit $?",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dkaleem.root=" + System.getProperty("kaleem.root", "..")));
        argv.addAll(options);
        argv.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName(),
                folder.toString()));
        argv.addAll(List.of(arguments));
        var builder = new ProcessBuilder(argv)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(Map.of("PATH", PATH, "DOCKER_HOST", "unix://" + folder.resolve("s")));
        try {
            var process = builder.start();
            try {
                return end(main, process, patience);
            } finally {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String end(Class<?> main, Process process, Duration patience) throws InterruptedException {
        var said = new StringBuffer();
        var reader = Thread.startVirtualThread(() -> copy(process.inputReader(), said));
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("%s took longer than %s".formatted(main.getSimpleName(), patience));
        }
        reader.join();
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    "%s ended with %d:%n%s".formatted(main.getSimpleName(), process.exitValue(), said));
        }
        return said.toString();
    }

    private static void copy(BufferedReader from, StringBuffer said) {
        from.lines().forEach(it -> {
            System.out.println(it);
            said.append(it).append('\n');
        });
    }
}
