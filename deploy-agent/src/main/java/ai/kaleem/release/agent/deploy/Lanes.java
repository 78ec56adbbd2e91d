package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Containers of a service that the version before had more of: the next one has none that takes their place. */
final class Lanes {

    private final Tools tools;

    Lanes(Tools tools) {
        this.tools = tools;
    }

    /**
     * They get nothing new: visitors would see both versions.
     *
     * @param alone those of services of which two must never run, which are stopped, too; or the others
     */
    void closeGone(Deployment deployment, Optional<Deployment> before, boolean alone) {
        for (var service : gone(deployment, before)) {
            if (isAlone(deployment, service) != alone) {
                continue;
            }
            var route = Route.to(deployment.place(), service);
            tools.gateway().clear(route);
            var container = Containers.name(before.orElseThrow(), service);
            if (alone) {
                tools.gateway().drain(route, container, service.stopGrace());
                tools.host().stop(container, service.stopGrace());
            }
        }
    }

    /** They have their traffic again. */
    void openGone(Deployment deployment, Optional<Deployment> before) {
        for (var service : gone(deployment, before)) {
            var container = Containers.name(before.orElseThrow(), service);
            tools.host().start(container);
            tools.gateway().shift(Route.to(deployment.place(), service), container);
        }
    }

    private static boolean isAlone(Deployment deployment, ServiceSpec replica) {
        return deployment.request().services().stream()
                .anyMatch(it -> it.name().equals(replica.base()) && it.isAlone());
    }

    private static List<ServiceSpec> gone(Deployment deployment, Optional<Deployment> before) {
        var there = Rollout.routed(deployment).stream().map(ServiceSpec::name).collect(Collectors.toSet());
        return before.map(Rollout::routed).orElse(List.of()).stream()
                .filter(it -> it.replicaOf() != null && !there.contains(it.name()))
                .toList();
    }
}
