package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.ContainerState;
import ai.kaleem.release.agent.deploy.DiskSpace;
import ai.kaleem.release.agent.deploy.Host;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.PullWatch;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.ImageRef;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** This host's Docker engine. */
public final class DockerHost implements Host {

    /** What the engine may take beyond the grace to end a container by force. */
    private static final Duration FORCE = Duration.ofSeconds(30);

    private final Engine engine;
    private final EngineImages images;
    private final Networks networks;
    private final ContainerStart starting;
    private final Path dataFolder;

    /** @param dataFolder the agent's, which stands for the engine's own where the agent cannot see that one */
    public DockerHost(Engine engine, Path dataFolder) {
        this(engine, dataFolder, Patience.USUAL);
    }

    DockerHost(Engine engine, Path dataFolder, Patience patience) {
        this.engine = engine;
        this.images = new EngineImages(engine, patience);
        this.networks = new Networks(engine);
        this.starting = new ContainerStart(engine);
        this.dataFolder = dataFolder;
    }

    @Override
    public DiskSpace freeDisk() {
        var folder = engine.ask(
                        "Asking where Docker keeps its data",
                        docker -> Optional.ofNullable(docker.infoCmd().exec().getDockerRootDir()))
                .map(Path::of)
                .filter(Files::isDirectory)
                .map(DockerHost::free);
        var own = free(dataFolder);
        return folder.filter(it -> it.freeBytes() < own.freeBytes()).orElse(own);
    }

    private static DiskSpace free(Path folder) {
        try {
            return new DiskSpace(folder.toString(), Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ImageRef resolve(String image) {
        return images.resolve(image);
    }

    @Override
    public Optional<String> imageId(ImageRef image) {
        return images.id(image.value());
    }

    @Override
    public void pull(ImageRef image, Duration timeout, PullWatch watch) {
        images.pull(image, timeout, watch);
    }

    @Override
    public boolean forget(ImageRef image) {
        return images.forget(image);
    }

    @Override
    public Optional<String> obstacle(ContainerSpec container) {
        return look(container.name())
                .filter(it -> !Labels.areOfARelease(it.getConfig().getLabels()))
                .map(_ -> "A container named '%s' is there that deploy-agent did not make; rename or remove it"
                        .formatted(container.name()));
    }

    @Override
    public List<String> lacking(ContainerSpec spec) {
        return new ServiceContainer(spec).lacking();
    }

    @Override
    public void create(ContainerSpec container) {
        obstacle(container).ifPresent(reason -> {
            throw new StepFailed(reason);
        });
        var wanted = new ServiceContainer(container);
        networks.ensure(wanted.networks(), Labels.of(container.place()));
        if (look(container.name()).isEmpty()) {
            engine.tell(
                    "Making container " + container.name(),
                    docker -> wanted.command(docker).exec());
        }
        networks.join(container.name(), wanted.networks(), List.of());
    }

    @Override
    public void createLike(String container, ContainerSpec wanted, String folder, Path candidate) {
        obstacle(wanted).ifPresent(reason -> {
            throw new StepFailed(reason);
        });
        var like = look(container)
                .orElseThrow(() -> new StepFailed("container %s is not on this host".formatted(container)));
        var likeness = new Likeness(like, folder, candidate);
        engine.tell(
                "Making container " + wanted.name(),
                docker -> likeness.command(docker, wanted).exec());
        networks.join(wanted.name(), likeness.otherNetworks(), List.of());
    }

    @Override
    public void start(String name) {
        if (inspect(name).isEmpty()) {
            throw new StepFailed("There is no container '%s' of ours to start".formatted(name));
        }
        new RestartRule(engine, name).keepRunning();
        run(name);
    }

    /** As it was made: with the policy that the engine never starts it by itself. */
    @Override
    public void startOnce(String name) {
        if (inspect(name).isEmpty()) {
            throw new StepFailed("There is no container '%s' of ours to start".formatted(name));
        }
        run(name);
    }

    private void run(String name) {
        try {
            starting.run("Starting container " + name, name);
        } catch (StepFailed e) {
            throw new StepFailed(String.valueOf(e.getMessage()), logs(name, 200), e);
        }
    }

    @Override
    public void recover() {
        starting.recover(engine
                .ask(
                        "Listing what has ended",
                        docker -> docker.listContainersCmd()
                                .withStatusFilter(List.of("exited", "created"))
                                .withLabelFilter(List.of(Labels.DEPLOYMENT))
                                .exec())
                .stream()
                .map(it -> it.getNames()[0].substring(1))
                .toList());
    }

    @Override
    public Optional<ContainerState> inspect(String name) {
        return look(name)
                .filter(it -> Labels.areOfARelease(it.getConfig().getLabels()))
                .map(ObservedContainer::state);
    }

    @Override
    public List<ContainerState> list(Place place) {
        return engine
                .ask(
                        "Listing the containers of " + place,
                        docker -> docker.listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(Labels.of(place))
                                .exec())
                .stream()
                .filter(it -> Labels.areOfARelease(it.getLabels()))
                .map(Container::getId)
                // One may be gone since it was listed.
                .flatMap(id -> look(id).stream())
                .map(ObservedContainer::state)
                .toList();
    }

    @Override
    public Optional<String> fault(String container) {
        var found = look(container);
        return found.isEmpty()
                ? Optional.of("container %s is gone".formatted(container))
                : ObservedContainer.fault(container, found.get().getState());
    }

    @Override
    public List<String> differences(String name, ContainerSpec released) {
        return look(name)
                .filter(it -> Labels.areOfARelease(it.getConfig().getLabels()))
                .map(it -> new Differences(
                                it,
                                new ServiceContainer(released),
                                imageId(released.image()).orElse(null))
                        .lines())
                .orElse(List.of());
    }

    @Override
    public Optional<String> ready(String container) {
        return look(container)
                .filter(it -> ObservedContainer.isReady(it.getState()))
                .map(InspectContainerResponse::getId);
    }

    @Override
    public Ran run(String container, List<String> argv, Duration timeout) {
        return new Execution(engine).toItsEnd(container, argv, timeout);
    }

    @Override
    public int outOfMemory(String name, Instant since) {
        return new ContainerEvents(engine).outOfMemory(name, since);
    }

    private Optional<InspectContainerResponse> look(String name) {
        return engine.find(
                "Looking at container " + name,
                docker -> docker.inspectContainerCmd(name).exec());
    }

    @Override
    public String logs(String name, int lines) {
        return inspect(name).isEmpty() ? "" : new ContainerLogs(engine).last(name, lines);
    }

    @Override
    public void stop(String name, Duration grace) {
        var there = look(name).filter(it -> Labels.areOfARelease(it.getConfig().getLabels()));
        if (there.isEmpty()) {
            return;
        }
        // One that runs once would be started again where it ended by itself in this very moment.
        if (RestartRule.isKeptRunning(there.get())) {
            new RestartRule(engine, name).stayStopped();
        }
        engine.tellWithin(grace.plus(FORCE), "Stopping container " + name, docker -> {
            var seconds = (int) Math.max(1, grace.toSeconds());
            Engine.settle(
                    docker, it -> it.stopContainerCmd(name).withTimeout(seconds).exec());
        });
    }

    @Override
    public void remove(String name) {
        if (inspect(name).isEmpty()) {
            return;
        }
        starting.alone(() -> engine.settle(
                "Removing container " + name,
                docker -> docker.removeContainerCmd(name)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec()));
    }
}
