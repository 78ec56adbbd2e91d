package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The Docker networks of an app. A missing one is made, and labelled as ours; none of those is ever removed or changed. */
public final class Networks {

    /** Without a name server of Docker's own: containers there cannot find each other by name. */
    private static final Set<String> WITHOUT_NAMES = Set.of("bridge", "default", "host", "none");

    private final Engine engine;

    public Networks(Engine engine) {
        this.engine = engine;
    }

    /** Those the plan names, or one of the place's own. */
    public static List<String> of(Place place, List<String> named) {
        return named.isEmpty() ? List.of("%s-%s".formatted(place.app(), place.environment())) : named;
    }

    /** @throws StepFailed for a network in which a gateway could not find its servers by name */
    public void ensure(List<String> names, Map<String, String> labels) {
        for (var name : names) {
            if (WITHOUT_NAMES.contains(name) || name.startsWith("container:")) {
                throw new StepFailed(
                        "Network '%s' resolves no container names; name another one, it is made when it is missing"
                                .formatted(name));
            }
            if (find(name).isEmpty()) {
                create(name, labels);
            }
        }
    }

    /** One without a way out: no port of a container is published by being in it. */
    public void ensureInternal(String name, Map<String, String> labels) {
        if (find(name).isEmpty()) {
            engine.tell(
                    "Making network " + name,
                    docker -> docker.createNetworkCmd()
                            .withName(name)
                            .withDriver("bridge")
                            .withInternal(true)
                            .withCheckDuplicate(true)
                            .withLabels(labels)
                            .exec());
        }
    }

    /** Of one that was made for this container alone. */
    public void leaveAndRemove(String container, String name) {
        if (find(name).isEmpty()) {
            return;
        }
        var isIn = engine.find(
                        "Looking at " + container,
                        docker -> docker.inspectContainerCmd(container).exec())
                .filter(it -> joinedBy(it).contains(name))
                .isPresent();
        if (isIn) {
            engine.settle(
                    "Taking %s out of network %s".formatted(container, name),
                    docker -> docker.disconnectFromNetworkCmd()
                            .withContainerId(container)
                            .withNetworkId(name)
                            .withForce(true)
                            .exec());
        }
        engine.settle(
                "Removing network " + name,
                docker -> docker.removeNetworkCmd(name).exec());
    }

    /** Connects a container to the networks it is not in yet. */
    public void join(String container, List<String> names, List<String> aliases) {
        var joined = engine.find(
                        "Looking at " + container,
                        docker -> docker.inspectContainerCmd(container).exec())
                .map(Networks::joinedBy)
                .orElse(Set.of());
        for (var name : names) {
            if (!joined.contains(name)) {
                engine.tell(
                        "Connecting %s to network %s".formatted(container, name),
                        docker -> docker.connectToNetworkCmd()
                                .withContainerId(container)
                                .withNetworkId(name)
                                .withContainerNetwork(new ContainerNetwork().withAliases(aliases))
                                .exec());
            }
        }
    }

    /** Whether one of them is more than an internal one: there the published ports of a container are bound. */
    public boolean leadOut(Set<String> names) {
        return names.stream().flatMap(it -> find(it).stream()).anyMatch(it -> !Boolean.TRUE.equals(it.getInternal()));
    }

    /** The names of the networks a container is in. */
    public static Set<String> joinedBy(InspectContainerResponse container) {
        return new HashSet<>(container.getNetworkSettings().getNetworks().keySet());
    }

    /** The container's address in the first of these networks it has one in. */
    public static Optional<String> address(InspectContainerResponse container, List<String> preferred) {
        var networks = container.getNetworkSettings().getNetworks();
        return Stream.concat(preferred.stream(), networks.keySet().stream())
                .map(networks::get)
                .filter(Objects::nonNull)
                .map(ContainerNetwork::getIpAddress)
                .filter(it -> it != null && !it.isEmpty())
                .findFirst();
    }

    /** By its exact name: Docker's own filter also finds names that only contain it. */
    private Optional<Network> find(String name) {
        return engine.ask(
                "Looking for network " + name,
                docker -> docker.listNetworksCmd().withNameFilter(name).exec().stream()
                        .filter(it -> it.getName().equals(name))
                        .findFirst());
    }

    /** The engine keeps two networks of one name apart, and would let both be: it is asked not to. */
    private void create(String name, Map<String, String> labels) {
        try {
            engine.tell(
                    "Making network " + name,
                    docker -> docker.createNetworkCmd()
                            .withName(name)
                            .withDriver("bridge")
                            .withCheckDuplicate(true)
                            .withLabels(labels)
                            .exec());
        } catch (StepFailed e) {
            if (find(name).isEmpty()) {
                throw e;
            }
        }
    }
}
