package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.ContainerLogs;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.FileCopy;
import ai.kaleem.release.agent.outbound.docker.Labels;
import ai.kaleem.release.agent.outbound.docker.Networks;
import ai.kaleem.release.common.contract.DatastoreSpec;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Redis of the same image as the real one, that holds a backup and is gone when it is closed. */
final class ThrowawayRedis implements Datastore.Copy {

    /** Nobody else's: a Redis that follows a master there follows one of ours, also where that one is gone. */
    static final String PORT = "46379";

    private static final String FILE = "kaleem.rdb";
    private static final List<String> WITHOUT_ADDRESS = List.of("host", "none");

    private final Engine engine;
    private final String name;
    private final Duration timeout;
    private List<String> preferred = List.of();
    private String password = "";
    private @Nullable RedisCli cli;

    private ThrowawayRedis(Engine engine, String name, Duration timeout) {
        this.engine = engine;
        this.name = name;
        this.timeout = timeout;
    }

    /**
     * @param role what it is for: of each there is one at a time
     * @throws IOException when Redis cannot load the file: then it is no backup
     */
    static ThrowawayRedis holding(Packed backup, Engine engine, Place place, DatastoreSpec like, String role)
            throws IOException {
        var name = ThrowawayStore.name(place, like.name(), role);
        var redis = new ThrowawayRedis(engine, name, like.timeout());
        // A crash may have left one.
        redis.close();
        try {
            redis.start(backup, place, like, role);
            return redis;
        } catch (IOException | RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    private void start(Packed backup, Place place, DatastoreSpec like, String role) throws IOException {
        var real = look(like.container());
        var image = real.getImageId();
        // Whom it hands its data to must reach it; a drill nobody.
        var network = role.equals(RestoreDrill.ROLE) ? "none" : "bridge";
        var config = new ThrowawayLimits(engine).on(HostConfig.newHostConfig().withNetworkMode(network), real, role);
        engine.tell(
                "Making container " + name,
                docker -> docker.createContainerCmd(image)
                        .withName(name)
                        .withLabels(Labels.of(place, like.name()))
                        .withHostConfig(config)
                        // Without delay and without its own files: it only has to hand on what it loads.
                        .withCmd(
                                "redis-server",
                                "--port",
                                PORT,
                                "--dir",
                                "/",
                                "--dbfilename",
                                FILE,
                                "--appendonly",
                                "no",
                                "--save",
                                "",
                                "--protected-mode",
                                "no",
                                "--repl-diskless-sync",
                                "yes",
                                "--repl-diskless-sync-delay",
                                "0")
                        .exec());
        try (var content = backup.open()) {
            new FileCopy(engine).into(name, content, backup.bytes(), "/", FILE, 0444);
        }
        engine.tell(
                "Starting container " + name,
                docker -> docker.startContainerCmd(name).exec());
        awaitLoaded();
    }

    private void awaitLoaded() throws IOException {
        var deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            var running = Boolean.TRUE.equals(look(name).getState().getRunning());
            if (!running || System.nanoTime() > deadline) {
                throw new ToolFailed("Redis does not load the backup", new ContainerLogs(engine).last(name, 10));
            }
            try {
                keys();
                return;
            } catch (IOException notYet) {
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    @Override
    public Map<String, Long> count() throws IOException {
        return cli().lasting();
    }

    @Override
    public String run(List<String> argv) throws IOException {
        return new Tool(engine, name, Map.of(), timeout).ask(argv);
    }

    long keys() throws IOException {
        return cli().keys();
    }

    /** Asks for the password with which the real one would come. */
    void askFor(String wanted) throws IOException {
        if (!wanted.isEmpty()) {
            cli().ask("CONFIG", "SET", "requirepass", wanted);
            password = wanted;
            cli = null;
        }
    }

    /** Goes where the real one can reach it. */
    void meet(String container) {
        var networks = Networks.joinedBy(look(container)).stream()
                .filter(it -> !WITHOUT_ADDRESS.contains(it))
                .limit(1)
                .toList();
        new Networks(engine).join(name, networks, List.of());
        preferred = networks;
    }

    String address() throws IOException {
        return Networks.address(look(name), preferred)
                .orElseThrow(() -> new IOException("container '%s' has no address".formatted(name)));
    }

    private RedisCli cli() throws IOException {
        var known = cli;
        if (known == null) {
            known = RedisCli.of(engine, name, timeout, password);
            cli = known;
        }
        return known;
    }

    private InspectContainerResponse look(String container) {
        return engine.ask(
                "Looking at container " + container,
                docker -> docker.inspectContainerCmd(container).exec());
    }

    /** Only one of ours: a foreign container of this name is in our way, and stays. */
    @Override
    public void close() {
        engine.find(
                        "Looking at container " + name,
                        docker -> docker.inspectContainerCmd(name).exec())
                .filter(it -> Labels.areOurs(it.getConfig().getLabels()))
                .ifPresent(_ -> engine.settle(
                        "Removing container " + name,
                        docker -> docker.removeContainerCmd(name)
                                .withForce(true)
                                .withRemoveVolumes(true)
                                .exec()));
    }
}
