package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How what stands on this host differs from what was released: image, configuration, count, and who is in its place. */
final class Drift {

    private final Tools tools;

    Drift(Tools tools) {
        this.tools = tools;
    }

    /** @return a line each, without a secret; empty where all is as it was released */
    List<String> of(Deployment serving) {
        var lines = new ArrayList<String>();
        for (var service : serving.request().services()) {
            lines.addAll(ofContainer(serving, service));
            if (service.replicaOf() != null) {
                continue;
            }
            lines.addAll(ofGateway(serving, service));
            rivals(serving, service)
                    .forEach(it ->
                            lines.add("container %s of Docker Compose stands for %s".formatted(it, service.name())));
        }
        var mine = Set.copyOf(serving.prepared().containers().values());
        tools.host().list(serving.place()).stream()
                .filter(it -> it.running() && !mine.contains(it.name()))
                .forEach(it -> lines.add("container %s of %s runs too".formatted(it.name(), it.version())));
        return lines;
    }

    /** What stands there for the service where it should be the gateway, or is made otherwise than it was released. */
    List<String> ofContainer(Deployment serving, ServiceSpec service) {
        var container = Containers.name(serving, service);
        var there = tools.host().inspect(container);
        if (there.isEmpty()) {
            return List.of("container %s is gone".formatted(container));
        }
        var lines = new ArrayList<String>();
        if (!there.get().running()) {
            lines.add("container %s does not run".formatted(container));
        }
        tools.host()
                .differences(container, Containers.spec(tools, serving, service))
                .forEach(it -> lines.add("container %s: %s".formatted(container, it)));
        return lines;
    }

    private List<String> ofGateway(Deployment serving, ServiceSpec service) {
        if (!service.isRouted()) {
            return List.of();
        }
        var route = Route.to(serving.place(), service);
        var lines = new ArrayList<String>();
        tools.host().fault(route.gateway()).ifPresent(fault -> {
            lines.add(fault);
            tools.gateway().obstacle(route).ifPresent(lines::add);
        });
        return lines;
    }

    /** What Docker Compose, run by hand, has put beside or in the place of the gateway that stands for all its replicas. */
    List<String> rivals(Deployment serving, ServiceSpec service) {
        var adopted = serving.prepared().takenOver().get(service.base());
        return adopted == null
                ? List.of()
                : tools.compose().rivals(tools.envFiles().at(adopted.template()));
    }
}
