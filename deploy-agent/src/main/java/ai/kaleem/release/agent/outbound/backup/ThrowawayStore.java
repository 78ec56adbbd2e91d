package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.ContainerLogs;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Labels;
import ai.kaleem.release.agent.outbound.docker.Networks;
import ai.kaleem.release.common.contract.DatastoreSpec;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** An empty store in a container of its own, as the real one's image makes it with the same environment; gone when it is closed. */
record ThrowawayStore(Engine engine, String name) implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    interface Readiness {
        boolean isReady() throws IOException;
    }

    /** How one is made beyond its name and its limits. */
    interface Shape {
        CreateContainerCmd on(CreateContainerCmd command, HostConfig config);
    }

    /** @param role what it is for: of each there is one at a time */
    static ThrowawayStore like(DatastoreSpec real, Engine engine, Place place, String role) throws IOException {
        // Nobody but us is to reach it, and it nobody.
        return like(real, engine, place, role, "none", (command, _) -> command);
    }

    /**
     * One that has an address at which this host alone reaches it: in a network of its own, without a way out, which goes with
     * it.
     */
    static ThrowawayStore likeWithAddress(DatastoreSpec real, Engine engine, Place place, String role)
            throws IOException {
        var network = name(place, real.name(), role);
        new ThrowawayStore(engine, network).close();
        new Networks(engine).ensureInternal(network, Labels.of(place, real.name()));
        return like(real, engine, place, role, network, (command, _) -> command);
    }

    static ThrowawayStore like(DatastoreSpec real, Engine engine, Place place, String role, String network, Shape shape)
            throws IOException {
        var like = Tool.running(engine, real.container());
        var config = new ThrowawayLimits(engine).on(HostConfig.newHostConfig().withNetworkMode(network), like, role);
        return of(
                like.getImageId(),
                engine,
                place,
                real,
                role,
                config,
                (command, it) -> shape.on(
                        command.withEnv(
                                Objects.requireNonNullElse(like.getConfig().getEnv(), new String[0])),
                        it));
    }

    static ThrowawayStore of(
            String image, Engine engine, Place place, DatastoreSpec of, String role, HostConfig config, Shape shape) {
        var name = name(place, of.name(), role);
        var store = new ThrowawayStore(engine, name);
        // A crash may have left one.
        store.removeContainer();
        try {
            engine.tell(
                    "Making container " + name,
                    docker -> shape.on(docker.createContainerCmd(image), config)
                            .withName(name)
                            .withLabels(Labels.of(place, of.name()))
                            .withHostConfig(config)
                            .exec());
            engine.tell(
                    "Starting container " + name,
                    docker -> docker.startContainerCmd(name).exec());
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    static String name(Place place, String datastore, String role) {
        return "%s-%s-%s-%s".formatted(place.app(), place.environment(), datastore, role);
    }

    void await(Readiness readiness, Duration timeout) throws IOException {
        var deadline = System.nanoTime() + timeout.toNanos();
        while (!isReady(readiness)) {
            if (!runs() || System.nanoTime() > deadline) {
                throw new ToolFailed(
                        "a throw-away store of the same image does not come up",
                        new ContainerLogs(engine).last(name, 20));
            }
            pause();
        }
    }

    /** Nothing can be asked in a container that has ended: then that is what is wrong. */
    private boolean isReady(Readiness readiness) throws IOException {
        try {
            return readiness.isReady();
        } catch (IOException | StepFailed e) {
            if (runs()) {
                throw e;
            }
            return false;
        }
    }

    private boolean runs() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    /** By its own health check. */
    boolean isHealthy() {
        var health = state().getHealth();
        return health != null && "healthy".equals(health.getStatus());
    }

    private InspectContainerResponse.ContainerState state() {
        return engine.ask(
                "Looking at container " + name,
                docker -> docker.inspectContainerCmd(name).exec().getState());
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    /** Only what is ours: a foreign container or network of this name is in our way, and stays. */
    @Override
    public void close() {
        removeContainer();
        engine.find(
                        "Looking at network " + name,
                        docker -> docker.inspectNetworkCmd().withNetworkId(name).exec())
                .filter(it -> Labels.areOurs(it.getLabels()))
                .ifPresent(_ -> engine.settle(
                        "Removing network " + name,
                        docker -> docker.removeNetworkCmd(name).exec()));
    }

    private void removeContainer() {
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
