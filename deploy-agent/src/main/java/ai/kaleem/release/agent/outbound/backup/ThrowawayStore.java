package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.ContainerLogs;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Labels;
import ai.kaleem.release.common.contract.DatastoreSpec;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** An empty store of the same image and with the same environment as the real one, gone when it is closed. */
record ThrowawayStore(Engine engine, String name) implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    interface Readiness {
        boolean isReady() throws IOException;
    }

    /** @param role what it is for: of each there is one at a time */
    static ThrowawayStore like(DatastoreSpec real, Engine engine, Place place, String role) throws IOException {
        var name = name(place, real.name(), role);
        var store = new ThrowawayStore(engine, name);
        // A crash may have left one.
        store.close();
        var like = Tool.running(engine, real.container());
        // Nobody but us is to reach it, and it nobody.
        var config = new ThrowawayLimits(engine).on(HostConfig.newHostConfig().withNetworkMode("none"), like, role);
        engine.tell(
                "Making container " + name,
                docker -> docker.createContainerCmd(like.getImageId())
                        .withName(name)
                        .withLabels(Labels.of(place, real.name()))
                        .withEnv(Objects.requireNonNullElse(like.getConfig().getEnv(), new String[0]))
                        .withHostConfig(config)
                        .exec());
        try {
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
        var state = engine.ask(
                "Looking at container " + name,
                docker -> docker.inspectContainerCmd(name).exec().getState());
        return Boolean.TRUE.equals(state.getRunning());
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
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
