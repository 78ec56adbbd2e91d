package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.ServiceSpec;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the containers that run is the service, and whether it can be taken over.
 *
 * @param project null where it may be any
 */
record ComposeCandidates(
        List<InspectContainerResponse> running,
        ServiceSpec service,
        @Nullable String project) {

    private static final Set<String> WITHOUT_NAMES = Set.of("bridge", "default", "host", "none");

    /** @throws StepFailed where it cannot be taken over: why, and what to do */
    InspectContainerResponse theOne() {
        var found = service.publish() == null ? byName() : byPort(service.publish());
        var name = found.getName().substring(1);
        var labels = ComposeContainers.labels(found);
        if (Labels.areOurs(labels)) {
            throw new StepFailed("%s is served by '%s' of deploy-agent: it is taken over already, so release as usual"
                    .formatted(Objects.requireNonNullElse(service.publish(), service.name()), name));
        }
        if (!labels.containsKey(ComposeLabels.PROJECT) || "True".equals(labels.get(ComposeLabels.ONE_OFF))) {
            throw new StepFailed(
                    "container '%s' has %s and was not started by 'docker compose up', so it is left alone; stop it and release, or let Compose start it"
                            .formatted(name, service.publish()));
        }
        if (project != null && !project.equals(labels.get(ComposeLabels.PROJECT))) {
            throw new StepFailed(
                    "container '%s' is of Compose project %s, and the others are of %s; adopt one project at a time"
                            .formatted(name, labels.get(ComposeLabels.PROJECT), project));
        }
        check(found, name);
        return found;
    }

    private InspectContainerResponse byPort(String publish) {
        var there = running.stream().filter(it -> ports(it).contains(publish)).findFirst();
        return there.orElseThrow(() -> new StepFailed(byService()
                .map(it -> isHost(it)
                        ? "container '%s' uses the host's own network, so its port cannot be handed over; give it 'ports: [\"%s:%d\"]' in place of 'network_mode: host', bring it up and adopt again"
                                .formatted(it.getName().substring(1), publish, service.port())
                        : "container '%s' publishes %s, and the plan says %s; write what is published into the plan's publish"
                                .formatted(
                                        it.getName().substring(1),
                                        ports(it).isEmpty() ? "nothing" : String.join(", ", ports(it)),
                                        publish))
                .orElse(
                        "no running container publishes %s; bring the stack up with 'docker compose up -d', or release without an adoption"
                                .formatted(publish))));
    }

    private InspectContainerResponse byName() {
        return byService()
                .orElseThrow(() -> new StepFailed(
                        "Compose runs no service '%s'%s; name the service as in docker-compose.yml, or leave it out of the plan"
                                .formatted(service.name(), project == null ? "" : " in project " + project)));
    }

    private Optional<InspectContainerResponse> byService() {
        return running.stream()
                .filter(it -> !Labels.areOurs(ComposeContainers.labels(it)))
                .filter(it -> service.name().equals(ComposeContainers.labels(it).get(ComposeLabels.SERVICE)))
                .filter(it -> project == null
                        || project.equals(ComposeContainers.labels(it).get(ComposeLabels.PROJECT)))
                .findFirst();
    }

    private void check(InspectContainerResponse found, String name) {
        var labels = ComposeContainers.labels(found);
        var replicas = running.stream()
                .map(ComposeContainers::labels)
                .filter(it -> !Labels.areOurs(it))
                .filter(it -> same(it, labels, ComposeLabels.PROJECT) && same(it, labels, ComposeLabels.SERVICE))
                .count();
        if (replicas > 1) {
            throw new StepFailed(
                    "service '%s' runs %d replicas; run one ('docker compose up -d --scale %s=1') and adopt again"
                            .formatted(service.name(), replicas, labels.get(ComposeLabels.SERVICE)));
        }
        if (ObservedContainer.fault(name, found.getState()).isPresent()) {
            throw new StepFailed("%s; bring it into order first"
                    .formatted(ObservedContainer.fault(name, found.getState()).get()));
        }
        checkNetworks(found, name);
        checkPorts(found, name);
    }

    private void checkNetworks(InspectContainerResponse found, String name) {
        var mode = String.valueOf(found.getHostConfig().getNetworkMode());
        if (WITHOUT_NAMES.contains(mode) || mode.startsWith("container:") || mode.startsWith("service:")) {
            throw new StepFailed(
                    "container '%s' has network_mode '%s', in which a gateway cannot stand before it; give it a network of Compose's and adopt again"
                            .formatted(name, mode));
        }
        found.getNetworkSettings().getNetworks().forEach((network, it) -> {
            var ipam = it.getIpamConfig();
            if (ipam != null
                    && ipam.getIpv4Address() != null
                    && !ipam.getIpv4Address().isEmpty()) {
                throw new StepFailed(
                        "container '%s' has the fixed address %s in network %s, which two versions cannot share; take ipv4_address out and adopt again"
                                .formatted(name, ipam.getIpv4Address(), network));
            }
        });
    }

    private void checkPorts(InspectContainerResponse found, String name) {
        var ports = bindings(found);
        if (!service.isRouted() && !ports.isEmpty()) {
            throw new StepFailed(
                    "container '%s' publishes %s, and the plan gives service '%s' no port; write port and publish into the plan"
                            .formatted(name, String.join(", ", ports.keySet()), service.name()));
        }
        if (ports.size() > (service.publish() == null ? 0 : 1)) {
            throw new StepFailed(
                    "container '%s' publishes %s, and a gateway takes over one port, the plan's publish%s; take the others out and adopt again"
                            .formatted(
                                    name,
                                    String.join(", ", ports.keySet()),
                                    service.publish() == null ? " (it has none)" : " " + service.publish()));
        }
        var inside = service.publish() == null ? null : ports.get(service.publish());
        if (inside != null && !inside.equals(service.port())) {
            throw new StepFailed(
                    "container '%s' listens on port %d behind %s, and the plan says port %d; correct the plan"
                            .formatted(name, inside, service.publish(), service.port()));
        }
    }

    private static boolean same(Map<String, String> one, Map<String, String> other, String label) {
        return Objects.equals(one.get(label), other.get(label));
    }

    private static boolean isHost(InspectContainerResponse container) {
        return "host".equals(container.getHostConfig().getNetworkMode());
    }

    private static List<String> ports(InspectContainerResponse container) {
        return new ArrayList<>(bindings(container).keySet());
    }

    /** {@code address:port} on the host, and the port inside. */
    private static Map<String, Integer> bindings(InspectContainerResponse container) {
        var found = new java.util.TreeMap<String, Integer>();
        var ports = container.getNetworkSettings().getPorts();
        if (ports != null) {
            ports.getBindings().forEach((inside, outside) -> {
                if (outside != null) {
                    for (var one : outside) {
                        var address =
                                one.getHostIp() == null || one.getHostIp().isEmpty() ? "0.0.0.0" : one.getHostIp();
                        // The engine tells a port on every address twice.
                        if (!address.equals("::")) {
                            found.put(address + ":" + one.getHostPortSpec(), inside.getPort());
                        }
                    }
                }
            });
        }
        return found;
    }
}
