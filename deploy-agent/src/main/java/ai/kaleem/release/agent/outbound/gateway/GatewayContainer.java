package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.agent.deploy.Frontage;
import ai.kaleem.release.agent.deploy.Route;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.agent.outbound.docker.ContainerLogs;
import ai.kaleem.release.agent.outbound.docker.ContainerStart;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Labels;
import ai.kaleem.release.agent.outbound.docker.Networks;
import ai.kaleem.release.agent.outbound.docker.Pull;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HAProxy's container: it has the service's alias and published port, and the engine starts it again by itself. */
final class GatewayContainer {

    /** What it was made for; another value means it has to be made anew. */
    private static final String MADE_FOR = "kaleem.release.gateway";

    private static final Frontage NOT_TAKEN_OVER = new Frontage(Map.of(), Map.of());

    private static final Duration PULL = Duration.ofMinutes(5);

    private final Engine engine;
    private final Networks networks;
    private final ContainerStart starting;
    private final String image;

    GatewayContainer(Engine engine, String image) {
        this.engine = engine;
        this.networks = new Networks(engine);
        this.starting = new ContainerStart(engine);
        this.image = image;
    }

    Optional<String> obstacle(Route route) {
        var container = look(route.gateway());
        if (container.isPresent() && !isOurs(container.get())) {
            return Optional.of("A container named '%s' is there that deploy-agent did not make; rename or remove it"
                    .formatted(route.gateway()));
        }
        var publish = Publish.of(route.publish());
        var holdsIt = container.filter(it -> isRunning(it) && isFor(it, route)).isPresent();
        return publish == null || holdsIt ? Optional.empty() : taken(publish, route.gateway());
    }

    private Optional<String> taken(Publish publish, String self) {
        for (var container : engine.ask(
                "Listing containers", docker -> docker.listContainersCmd().exec())) {
            var isSelf = Arrays.asList(container.getNames()).contains("/" + self);
            if (Arrays.stream(container.getPorts()).anyMatch(publish::collides)) {
                // Our own, to be made anew: it lets go of the port before it takes it again.
                return isSelf
                        ? Optional.empty()
                        : Optional.of("%s is published by container '%s'"
                                .formatted(publish, container.getNames()[0].substring(1)));
            }
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(publish.address(), publish.port()));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("%s cannot be published: %s".formatted(publish, e.getMessage()));
        }
    }

    /** There, made for this route, and started. */
    void ensure(Route route, ConfigurationFile files, Optional<Frontage> frontage) {
        obstacle(route).ifPresent(reason -> {
            throw new StepFailed(reason);
        });
        make(route, files, frontage.orElse(NOT_TAKEN_OVER));
        start(route.gateway());
    }

    /**
     * There and running, and not yet in the networks of its route: the engine binds the published port, which is another's,
     * once a container joins a network with a way out.
     */
    void prepare(Route route, ConfigurationFile files, Frontage frontage) {
        var there = look(route.gateway());
        if (there.filter(it -> !isOurs(it)).isPresent()) {
            throw new StepFailed("A container named '%s' is there that deploy-agent did not make; rename or remove it"
                    .formatted(route.gateway()));
        }
        // What an adoption before left is of its own frontage; one that was opened is passed over by a try after a
        // crash.
        if (there.isPresent() && !isOpen(there.get(), route, frontage)) {
            remove(route.gateway());
        }
        networks.ensure(joins(route, frontage), Labels.of(route.place()));
        networks.ensureInternal(antechamber(route), Labels.of(route.place()));
        if (look(route.gateway()).isEmpty()) {
            create(route, antechamber(route), files, frontage);
        }
        start(route.gateway());
    }

    /** Takes the port: all else was done by {@link #prepare}. */
    void open(Route route, Frontage frontage) {
        for (var network : joins(route, frontage)) {
            networks.join(route.gateway(), List.of(network), names(route, network, frontage));
        }
    }

    /** What only the way there needed. */
    void settle(Route route) {
        networks.leaveAndRemove(route.gateway(), antechamber(route));
    }

    private boolean isOpen(InspectContainerResponse there, Route route, Frontage frontage) {
        return isFor(there, route)
                && isRunning(there)
                && Networks.joinedBy(there).containsAll(joins(route, frontage))
                && !isHalfOpen(there, route);
    }

    /**
     * Where the port was another's when it joined, the engine says that it is in the network, and it has neither the port nor
     * a way to anywhere. Leaving and joining again does not mend that.
     */
    private boolean isHalfOpen(InspectContainerResponse there, Route route) {
        var ports = there.getNetworkSettings().getPorts();
        return route.publish() != null
                && isRunning(there)
                && (ports == null || ports.getBindings().values().stream().allMatch(it -> it == null || it.length == 0))
                && networks.leadOut(Networks.joinedBy(there));
    }

    private static String antechamber(Route route) {
        return route.gateway() + "-handover";
    }

    private void make(Route route, ConfigurationFile files, Frontage frontage) {
        if (look(route.gateway())
                .filter(it -> !isFor(it, route) || isHalfOpen(it, route))
                .isPresent()) {
            remove(route.gateway());
        }
        var joins = joins(route, frontage);
        networks.ensure(joins, Labels.of(route.place()));
        if (look(route.gateway()).isEmpty()) {
            create(route, joins.getFirst(), files, frontage);
        }
        for (var network : joins) {
            networks.join(route.gateway(), List.of(network), names(route, network, frontage));
        }
    }

    private static List<String> joins(Route route, Frontage frontage) {
        var named = new LinkedHashSet<>(route.networks());
        named.addAll(frontage.networks().keySet());
        return Networks.of(route.place(), List.copyOf(named));
    }

    /** The service's own, and those by which it was known before it was taken over. */
    private static List<String> names(Route route, String network, Frontage frontage) {
        var names = new LinkedHashSet<>(List.of(route.service()));
        names.addAll(frontage.networks().getOrDefault(network, List.of()));
        return List.copyOf(names);
    }

    private void create(Route route, String network, ConfigurationFile files, Frontage frontage) {
        Pull.ifMissing(engine, image, PULL);
        // Docker Compose finds its service by them: one container, which stays when releases come and go.
        var labels = new HashMap<>(frontage.labels());
        labels.putAll(Labels.of(route.place(), route.service()));
        labels.put(MADE_FOR, purpose(route));
        var host = HostConfig.newHostConfig()
                .withRestartPolicy(RestartPolicy.alwaysRestart())
                .withNetworkMode(network)
                .withBinds(
                        new Bind(files.configuration().toString(), new Volume("/usr/local/etc/haproxy"), AccessMode.ro),
                        new Bind(files.run().toString(), new Volume("/run/kaleem")));
        var listens = ExposedPort.tcp(route.port());
        var publish = Publish.of(route.publish());
        if (publish != null) {
            host.withPortBindings(new PortBinding(publish.binding(), listens));
        }
        engine.tell(
                "Making gateway " + route.gateway(),
                docker -> docker.createContainerCmd(image)
                        .withName(route.gateway())
                        .withLabels(labels)
                        .withAliases(names(route, network, frontage))
                        .withExposedPorts(listens)
                        .withHostConfig(host)
                        .exec());
    }

    boolean isThere(Route route) {
        return look(route.gateway()).isPresent();
    }

    void start(String name) {
        starting.run("Starting gateway " + name, name);
    }

    /** What the engine has against it now, as that the port of one that just ended is not free yet; empty where it runs. */
    Optional<String> startAgain(String name) {
        try {
            start(name);
            return Optional.empty();
        } catch (StepFailed e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    void remove(String name) {
        if (look(name).filter(GatewayContainer::isOurs).isPresent()) {
            engine.settle(
                    "Removing gateway " + name,
                    docker -> docker.removeContainerCmd(name)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
        }
    }

    /** Where a running container is reached in the gateway's networks. */
    @Nullable String address(String container, List<String> preferred) {
        return look(container)
                .filter(GatewayContainer::isRunning)
                .flatMap(it -> Networks.address(it, preferred))
                .orElse(null);
    }

    /** Of the servers that run. */
    Map<String, String> addresses(Routing routing, List<String> preferred) {
        var addresses = new HashMap<String, String>();
        for (var server : routing.servers()) {
            var address = address(server.container(), preferred);
            if (address != null) {
                addresses.put(server.container(), address);
            }
        }
        return addresses;
    }

    String logs(String name) {
        return new ContainerLogs(engine).last(name, 50);
    }

    private Optional<InspectContainerResponse> look(String name) {
        return engine.find(
                "Looking at container " + name,
                docker -> docker.inspectContainerCmd(name).exec());
    }

    private static boolean isRunning(InspectContainerResponse container) {
        return Boolean.TRUE.equals(container.getState().getRunning());
    }

    private static boolean isOurs(InspectContainerResponse container) {
        return labels(container).containsKey(MADE_FOR);
    }

    private static boolean isFor(InspectContainerResponse container, Route route) {
        return purpose(route).equals(labels(container).get(MADE_FOR));
    }

    private static Map<String, String> labels(InspectContainerResponse container) {
        var labels = container.getConfig().getLabels();
        return labels == null ? Map.of() : labels;
    }

    /** Networks are not part of it: they are joined while it runs. */
    private static String purpose(Route route) {
        return "port %d, publish %s".formatted(route.port(), route.publish() == null ? "none" : route.publish());
    }
}
