package ai.kaleem.release.common.testing;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PushResponseItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/**
 * A real registry of images on this host, of which the engine needs no setting since it is 127.0.0.1. Its program is Debian's
 * {@code docker-registry}, from the {@code PATH} or where {@code scripts/prepare registry} puts it.
 */
public final class Registry implements AutoCloseable {

    private static final String PROGRAM = "docker-registry";
    private static final Duration PUSH = Duration.ofMinutes(2);

    /** Whom a guarded one knows, and the password. */
    public static final String USER = "shop";

    public static final String WORD = "right-word";

    private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuvGyvvTSL0OOra8n20NNRFnrrvSffZty";

    private final Path images;
    private final int port;
    private final boolean isGuarded;
    private final Process process;

    private Registry(Path program, Path folder, boolean isGuarded) throws IOException {
        Files.createDirectories(folder);
        this.images = folder.resolve("images");
        this.port = freePort();
        this.isGuarded = isGuarded;
        var users = Files.writeString(folder.resolve("users"), "%s:%s\n".formatted(USER, HASH));
        var configuration = Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: "%s"}}
                http: {addr: "127.0.0.1:%d"}
                %s
                """.formatted(
                images, port, isGuarded ? "auth: {htpasswd: {realm: here, path: \"%s\"}}".formatted(users) : ""));
        this.process = new ProcessBuilder(program.toString(), "serve", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Returns one that answers. Where the program is missing, a test fails on Debian, which has it, and is skipped elsewhere.
     *
     * @param folder for its images and its log, removed by the caller
     */
    public static Registry start(Path folder) {
        return start(folder, false);
    }

    /** One that gives its images only to {@link #USER} with {@link #WORD}. */
    public static Registry startGuarded(Path folder) {
        return start(folder, true);
    }

    private static Registry start(Path folder, boolean isGuarded) {
        try {
            var registry = new Registry(program(), folder.toAbsolutePath(), isGuarded);
            await("the registry answers, see " + folder)
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .failFast("the registry has ended, see " + folder, () -> !registry.process.isAlive())
                    .until(registry::answers);
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path program() {
        var cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(it -> !it.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"));
        var path = Stream.of(System.getenv("PATH").split(":")).map(Path::of);
        var found = Stream.concat(path, Stream.of(cache.resolve("kaleem-release")))
                .map(it -> it.resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && Files.exists(Path.of("/etc/debian_version"))) {
            throw new IllegalStateException("There is no docker-registry on this host: run scripts/prepare registry");
        }
        Assumptions.assumeTrue(
                found.isPresent(), "Needs the program docker-registry on the PATH: see scripts/prepare registry");
        return found.orElseThrow();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try {
            var connection = (HttpURLConnection)
                    URI.create("http://%s/v2/".formatted(address())).toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(1000);
            return connection.getResponseCode() == (isGuarded ? 401 : 200);
        } catch (IOException e) {
            return false;
        }
    }

    /** {@code 127.0.0.1:port}, with which the names of its images begin. */
    public String address() {
        return "127.0.0.1:%d".formatted(port);
    }

    /** A name in this registry as a plan writes it. */
    public String image(String name) {
        return "%s/%s".formatted(address(), name);
    }

    /**
     * Puts an image of the engine here. The engine forgets the name it was pushed by, so that whoever wants it by that name has
     * to pull.
     *
     * @param local what the engine calls it
     * @param nameAndTag for example {@code owner/api:1.4.0}
     * @return its digest, {@code sha256:<64 hex>}
     */
    public String push(String local, String nameAndTag) {
        var name = image(nameAndTag.substring(0, nameAndTag.lastIndexOf(':')));
        var tag = nameAndTag.substring(nameAndTag.lastIndexOf(':') + 1);
        var docker = DockerClientFactory.instance().client();
        docker.tagImageCmd(local, name, tag).exec();
        try {
            var pushing = new Pushing();
            docker.pushImageCmd(name)
                    .withTag(tag)
                    .withAuthConfig(new AuthConfig()
                            .withRegistryAddress(address())
                            .withUsername(USER)
                            .withPassword(WORD))
                    .exec(pushing);
            if (!pushing.awaitCompletion(PUSH.toSeconds(), TimeUnit.SECONDS) || pushing.digest.isEmpty()) {
                throw new IllegalStateException("%s:%s was not pushed: %s".formatted(name, tag, pushing.last));
            }
            return pushing.digest;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            docker.removeImageCmd("%s:%s".formatted(name, tag)).exec();
        }
    }

    /** Puts an image here of which the engine knows nothing, another one each time, and returns its digest. */
    public String pushNew(String nameAndTag) {
        var docker = DockerClientFactory.instance().client();
        var local = "kaleem-registry-test:" + UUID.randomUUID();
        try {
            var bytes = new byte[4 * 1024 * 1024];
            new Random().nextBytes(bytes);
            var context = Files.createDirectories(images.resolveSibling("context"));
            Files.write(context.resolve("layer"), bytes);
            Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY layer /layer\n");
            // Who removes images beside us may take away what a build has half done.
            await().atMost(PUSH)
                    .ignoreException(DockerClientException.class)
                    .until(
                            () -> docker.buildImageCmd(context.toFile())
                                    .withTags(Set.of(local))
                                    .exec(new BuildImageResultCallback())
                                    .awaitImageId(PUSH.toSeconds(), TimeUnit.SECONDS)
                                    .isBlank(),
                            it -> !it);
            var digest = push(local, nameAndTag);
            docker.removeImageCmd(local).exec();
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Pushing extends ResultCallback.Adapter<PushResponseItem> {

        private volatile String last = "nothing was said";
        private volatile String digest = "";

        @Override
        public void onNext(PushResponseItem item) {
            last = item.toString();
            if (item.getAux() != null && item.getAux().getDigest() != null) {
                digest = item.getAux().getDigest();
            }
        }
    }

    /** The files of its layers, configurations and manifests. */
    public List<Path> blobs() {
        try (var files = Files.walk(images)) {
            return files.filter(it -> it.endsWith("data")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops answering without a word, as behind a network that swallows everything. */
    public void freeze() {
        signal("STOP");
    }

    /** Goes on after {@link #freeze}. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as a crash would. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
