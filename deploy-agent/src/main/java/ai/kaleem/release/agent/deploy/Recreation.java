package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Replaces services of which two must never run: one is stopped before the other starts, also on the way back and after a
 * crash. Requests wait at the gateway meanwhile, at most for its hold limit. How long nothing answered is in the journal from the
 * moment it began, so that a crash does not make it shorter.
 */
final class Recreation {

    private static final int LINES = 200;

    private final Tools tools;
    private final StepRunner steps;
    private final Health health;

    Recreation(Tools tools, StepRunner steps, Health health) {
        this.tools = tools;
        this.steps = steps;
        this.health = health;
    }

    /**
     * Puts the new version in the place of what served.
     *
     * @param before empty where nothing did
     * @return whether it serves; false where the deployment is to go back before that is known
     * @throws StepFailed where it does not become healthy; nothing serves then, and requests wait
     */
    boolean replace(Deployment deployment, ServiceSpec service, Optional<Deployment> before) {
        var route = Route.to(deployment.place(), service);
        var next = Containers.name(deployment, service);
        var old = containerOf(before, service).filter(it -> !it.equals(next));
        if (tools.gateway().target(route).filter(next::equals).isEmpty()) {
            old.ifPresent(it -> {
                begin(deployment, service);
                tools.gateway().hold(route);
                tools.gateway().clear(route);
                var grace = graceOf(before, service);
                // What it works on is finished, as its process may not care for what it leaves.
                tools.gateway().drain(route, it, grace);
                tools.host().stop(it, grace);
            });
        }
        tools.host().start(next);
        switch (health.await(service, next)) {
            case Health.Verdict.Healthy(var detail) -> {}
            case Health.Verdict.Unhealthy(var reason) ->
                throw new StepFailed(reason, tools.host().logs(next, LINES));
            case Health.Verdict.Unknown() -> {
                return false;
            }
        }
        tools.gateway().shift(route, next);
        tools.gateway().release(route);
        end(deployment, service);
        return true;
    }

    /** Brings back what served before, whatever state that is in; where nothing did, nothing serves. */
    void putBack(Deployment deployment, ServiceSpec service, Optional<Deployment> before) {
        var route = Route.to(deployment.place(), service);
        var next = Containers.name(deployment, service);
        var old = containerOf(before, service);
        if (old.isEmpty()) {
            tools.gateway().clear(route);
            tools.gateway().release(route);
            return;
        }
        var container = old.get();
        var serves = tools.gateway().target(route).filter(container::equals).isPresent();
        if (!serves && !container.equals(next)) {
            begin(deployment, service);
            tools.gateway().hold(route);
            tools.gateway().clear(route);
            // At once: who waits for it waits on a version that is taken back.
            tools.host().stop(next, service.stopGrace());
        }
        tools.host().start(container);
        if (!serves) {
            // Unhealthy or not, there is no other.
            health.awaitAnyway(service, container);
            tools.gateway().shift(route, container);
        }
        tools.gateway().release(route);
        end(deployment, service);
    }

    /** How long services were away, in words for the report; empty where none was. */
    String said() {
        return steps.deployment().deeds().gaps().entrySet().stream()
                .map(it -> "; %s was away for %s while requests waited%s"
                        .formatted(
                                it.getKey(),
                                Words.precisely(it.getValue().lasted()),
                                tooLong(it.getValue().lasted())))
                .collect(Collectors.joining());
    }

    private String tooLong(Duration lasted) {
        var limit = tools.settings().holdLimit();
        return lasted.compareTo(limit) > 0 ? ", for %s each; after that they got 503".formatted(Words.of(limit)) : "";
    }

    private void begin(Deployment deployment, ServiceSpec service) {
        tools.ledger()
                .change(
                        deployment.id(),
                        it -> it.deeds().beginGap(service.name(), tools.ledger().now()));
    }

    private void end(Deployment deployment, ServiceSpec service) {
        tools.ledger()
                .change(
                        deployment.id(),
                        it -> it.deeds().endGap(service.name(), tools.ledger().now()));
    }

    /** Whether two of it must never run, says the one or the other version. */
    static boolean isAlone(ServiceSpec service, Optional<Deployment> before) {
        return service.isRouted()
                && (service.isAlone()
                        || specOf(before, service).filter(ServiceSpec::isAlone).isPresent());
    }

    private static Optional<ServiceSpec> specOf(Optional<Deployment> before, ServiceSpec service) {
        return before.flatMap(old -> old.request().services().stream()
                .filter(it -> it.name().equals(service.base()))
                .findFirst());
    }

    private static Duration graceOf(Optional<Deployment> before, ServiceSpec service) {
        return specOf(before, service).orElse(service).stopGrace();
    }

    private static Optional<String> containerOf(Optional<Deployment> before, ServiceSpec service) {
        return before.map(it -> it.prepared().containers().get(service.name()));
    }
}
