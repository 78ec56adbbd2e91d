package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.Compose;
import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.Frontage;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.ServiceSpec;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Docker Compose's containers, by the labels that both its versions give them. */
public final class ComposeContainers implements Compose {

    /** What the engine may take beyond the grace to end a container by force. */
    private static final Duration FORCE = Duration.ofSeconds(30);

    private final Engine engine;

    public ComposeContainers(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Found find(ServiceSpec service, @Nullable String project) {
        var candidates = new ComposeCandidates(running(), service, project);
        var container = candidates.theOne();
        var image = engine.ask(
                "Looking at the image of " + container.getName(),
                docker -> docker.inspectImageCmd(container.getImageId()).exec());
        var template = new TemplateOf(container, image).read();
        return new Found(
                template.container(),
                Objects.requireNonNull(template.labels().get(ComposeLabels.PROJECT)),
                container.getImageId(),
                template.text(),
                new AdoptionChanges(service, template).lines());
    }

    private List<InspectContainerResponse> running() {
        return engine
                .ask("Listing containers", docker -> docker.listContainersCmd().exec())
                .stream()
                .flatMap(it -> look(it.getId()).stream())
                .toList();
    }

    @Override
    public boolean letGo(String container) {
        var networks = theirs(container).map(Networks::joinedBy);
        networks.stream()
                .flatMap(it -> it.stream())
                .forEach(network -> engine.settle(
                        "Taking %s out of network %s".formatted(container, network),
                        docker -> docker.disconnectFromNetworkCmd()
                                .withContainerId(container)
                                .withNetworkId(network)
                                .withForce(true)
                                .exec()));
        return networks.filter(it -> !it.isEmpty()).isPresent();
    }

    @Override
    public void stop(String container, Duration grace) {
        if (theirs(container).isEmpty()) {
            return;
        }
        restart(container, RestartPolicy.noRestart());
        engine.tellWithin(grace.plus(FORCE), "Stopping container " + container, docker -> {
            var seconds = (int) Math.max(1, grace.toSeconds());
            Engine.settle(
                    docker,
                    it -> it.stopContainerCmd(container).withTimeout(seconds).exec());
        });
    }

    @Override
    public void serveAgain(String container, Path template) {
        var was = Template.read(template);
        var there = theirs(container)
                .orElseThrow(
                        () -> new StepFailed("Compose's container '%s' is gone; bring it up with 'docker compose up -d'"
                                .formatted(container)));
        var joined = Networks.joinedBy(there);
        was.networks().forEach((network, names) -> {
            if (!joined.contains(network)) {
                engine.tell(
                        "Connecting %s to network %s".formatted(container, network),
                        docker -> docker.connectToNetworkCmd()
                                .withContainerId(container)
                                .withNetworkId(network)
                                .withContainerNetwork(new ContainerNetwork().withAliases(names))
                                .exec());
            }
        });
        restart(container, was.host().getRestartPolicy());
        new ContainerStart(engine).run("Starting container " + container, container);
    }

    private void restart(String container, @Nullable RestartPolicy policy) {
        engine.settle(
                "Changing the restart policy of " + container,
                docker -> docker.updateContainerCmd(container)
                        .withRestartPolicy(policy == null ? RestartPolicy.noRestart() : policy)
                        .exec());
    }

    @Override
    public void remove(String container) {
        if (theirs(container).isPresent()) {
            engine.settle(
                    "Removing container " + container,
                    docker ->
                            docker.removeContainerCmd(container).withForce(true).exec());
        }
    }

    @Override
    public List<String> rivals(Path template) {
        var labels = Template.read(template).labels();
        var wanted = new HashMap<String, String>();
        for (var name : List.of(ComposeLabels.PROJECT, ComposeLabels.SERVICE)) {
            wanted.put(name, Objects.requireNonNullElse(labels.get(name), ""));
        }
        return engine
                .ask(
                        "Listing the containers of Compose's service " + wanted.get(ComposeLabels.SERVICE),
                        docker -> docker.listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(wanted)
                                .exec())
                .stream()
                .filter(it -> !Labels.areOurs(it.getLabels()))
                .filter(it -> !"True".equals(it.getLabels().get(ComposeLabels.ONE_OFF)))
                .map(it -> it.getNames()[0].substring(1))
                .sorted()
                .toList();
    }

    @Override
    public Optional<String> obstacle(String container) {
        return look(container)
                .map(it -> "A container named '%s' is there; remove it, or rename it".formatted(container));
    }

    @Override
    public void make(ContainerSpec runs) {
        var template = Template.read(Objects.requireNonNull(runs.template()));
        var name = template.container();
        if (theirs(name).isPresent()) {
            return;
        }
        obstacle(name).ifPresent(reason -> {
            throw new StepFailed(reason);
        });
        var wanted = new ServiceContainer(runs);
        engine.tell(
                "Making container " + name,
                docker -> wanted.asComposes(docker, template).exec());
        for (var network : wanted.networks()) {
            new Networks(engine)
                    .join(name, List.of(network), template.networks().getOrDefault(network, List.of()));
        }
    }

    @Override
    public void start(String container) {
        if (theirs(container).isEmpty()) {
            throw new StepFailed("There is no container '%s' of Compose's to start".formatted(container));
        }
        new ContainerStart(engine).run("Starting container " + container, container);
    }

    @Override
    public Optional<String> address(String container) {
        return look(container)
                .filter(it -> Boolean.TRUE.equals(it.getState().getRunning()))
                .flatMap(it -> Networks.address(it, List.of()));
    }

    @Override
    public Frontage frontage(Path template) {
        var was = Template.read(template);
        return new Frontage(was.networks(), ComposeLabels.of(was.labels()));
    }

    /** Never our own, whatever name it has. */
    private Optional<InspectContainerResponse> theirs(String container) {
        return look(container)
                .filter(it -> !Labels.areOurs(it.getConfig().getLabels()))
                .filter(it -> labels(it).containsKey(ComposeLabels.PROJECT));
    }

    private Optional<InspectContainerResponse> look(String container) {
        return engine.find(
                "Looking at container " + container,
                docker -> docker.inspectContainerCmd(container).exec());
    }

    static Map<String, String> labels(InspectContainerResponse container) {
        return Objects.requireNonNullElse(container.getConfig().getLabels(), Map.of());
    }
}
