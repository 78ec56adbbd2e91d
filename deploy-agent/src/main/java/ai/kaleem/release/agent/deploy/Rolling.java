package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.List;
import java.util.Optional;

/**
 * Replaces the containers of a service one after the other: the next one starts, is ready, and has its share of the traffic
 * before the old one is stopped. So there is one more than the plan says, at most.
 */
final class Rolling {

    private static final int LINES = 200;

    private final Tools tools;
    private final StepRunner steps;
    private final Health health;

    Rolling(Tools tools, StepRunner steps, Health health) {
        this.tools = tools;
        this.steps = steps;
        this.health = health;
    }

    /** Whether there is a container that this one takes the place of, and it is to be done one by one. */
    static boolean isRolled(ServiceSpec service, Optional<Deployment> before) {
        return service.isRouted()
                && service.isRolling()
                && containerOf(before, service).isPresent();
    }

    /**
     * Returns whether it was done; false where the deployment is to go back before.
     *
     * @throws StepFailed where the next one never becomes healthy
     */
    boolean replace(Deployment deployment, ServiceSpec service, Optional<Deployment> before) {
        var route = Route.to(deployment.place(), service);
        var next = Containers.name(deployment, service);
        tools.host().start(next);
        if (tools.gateway().target(route).filter(next::equals).isEmpty()) {
            switch (health.await(service, next)) {
                case Health.Verdict.Healthy(var detail) -> {}
                case Health.Verdict.Unhealthy(var reason) ->
                    throw new StepFailed(reason, tools.host().logs(next, LINES));
                case Health.Verdict.Unknown() -> {
                    return false;
                }
            }
            steps.hearFirst();
            if (steps.isTurningBack()) {
                return false;
            }
            // Before the first visitor comes to it.
            tools.ledger().change(deployment.id(), Deployment::tookTraffic);
            tools.gateway().shift(route, next);
            tools.gateway().release(route);
            steps.note(
                    StepName.SWITCH,
                    "%s is on %s".formatted(service.name(), deployment.request().version()));
        }
        containerOf(before, service).filter(it -> !it.equals(next)).ifPresent(old -> {
            tools.gateway().drain(route, old, service.stopGrace());
            tools.host().stop(old, service.stopGrace());
        });
        return true;
    }

    /** Brings back those that were replaced: all start at once, and each has its traffic as soon as it answers. */
    void putBack(Deployment deployment, List<ServiceSpec> services, Optional<Deployment> before) {
        services.forEach(it -> containerOf(before, it).ifPresent(tools.host()::start));
        for (var service : services.reversed()) {
            var route = Route.to(deployment.place(), service);
            containerOf(before, service).ifPresent(old -> {
                if (tools.gateway().target(route).filter(old::equals).isEmpty()) {
                    // Unhealthy or not, there is no other.
                    health.awaitAnyway(service, old);
                    tools.gateway().shift(route, old);
                }
            });
            tools.gateway().release(route);
        }
    }

    private static Optional<String> containerOf(Optional<Deployment> before, ServiceSpec service) {
        return before.map(it -> it.prepared().containers().get(service.name()));
    }
}
