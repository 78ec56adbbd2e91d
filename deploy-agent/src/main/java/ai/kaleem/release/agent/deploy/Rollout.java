package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings the containers of one deployment up beside what serves, and moves the traffic onto them. */
final class Rollout {

    private static final int LINES = 200;

    private final Tools tools;
    private final StepRunner steps;
    private final Health health;
    private final Recreation recreation;
    private final Rolling rolling;
    private final Lanes lanes;
    private final BackgroundWork work;

    Rollout(Tools tools, StepRunner steps, Health health) {
        this.tools = tools;
        this.steps = steps;
        this.health = health;
        this.recreation = new Recreation(tools, steps, health);
        this.rolling = new Rolling(tools, steps, health);
        this.lanes = new Lanes(tools);
        this.work = new BackgroundWork(tools.host());
    }

    Result pull() {
        return new PullImages(tools, steps).pull();
    }

    /** Workers, and what is replaced one by one, are made but not started: the old one still works. */
    Result start() {
        var deployment = steps.deployment();
        var services = names(deployment);
        for (var service : deployment.request().services()) {
            if (service.isRouted()) {
                tools.gateway().ensure(Route.to(deployment.place(), service));
            }
            var container = Containers.name(deployment, service);
            if (Containers.isOwn(deployment, service)) {
                tools.host().create(Containers.spec(tools, deployment, service));
            }
            if (isBeside(deployment, service) && service.dependsOn().stream().noneMatch(services::contains)) {
                tools.host().start(container);
            }
        }
        return Result.done("Started beside what serves: %s".formatted(String.join(", ", services)));
    }

    /** In the order of the plan, each one ready before the next is started. */
    Result becomeHealthy() {
        var deployment = steps.deployment();
        var details = new ArrayList<String>();
        for (var service : deployment.request().services()) {
            if (!isBeside(deployment, service)) {
                continue;
            }
            var container = Containers.name(deployment, service);
            tools.host().start(container);
            switch (health.await(service, container)) {
                case Health.Verdict.Healthy(var detail) -> details.add(detail);
                case Health.Verdict.Unhealthy(var reason) ->
                    throw new StepFailed(reason, tools.host().logs(container, LINES));
                case Health.Verdict.Unknown() -> {
                    return new Result.Interrupted();
                }
            }
        }
        return details.isEmpty()
                ? new Result.Nothing("nothing runs beside what serves: it starts at the switch")
                : Result.done(String.join("; ", details));
    }

    /** First what has to be stopped for it: one that cannot start is found out before another's request has moved. */
    Result switchOver() {
        var deployment = steps.deployment();
        var before = before(deployment);
        before.ifPresent(old ->
                work.stop(old, Set.copyOf(deployment.prepared().containers().values())));
        work.start(deployment);
        lanes.closeGone(deployment, before, true);
        for (var service : alone(deployment)) {
            if (!recreation.replace(deployment, service, before)) {
                return new Result.Interrupted();
            }
        }
        for (var service : rolled(deployment)) {
            if (!rolling.replace(deployment, service, before)) {
                return new Result.Interrupted();
            }
        }
        // Stopping one may have taken its whole grace.
        steps.hearFirst();
        if (steps.isTurningBack()) {
            return new Result.Interrupted();
        }
        for (var service : beside(deployment)) {
            var route = Route.to(deployment.place(), service);
            tools.gateway().shift(route, Containers.name(deployment, service));
            tools.gateway().release(route);
        }
        lanes.closeGone(deployment, before, false);
        return new Result.Done(
                "All traffic is on %s%s".formatted(deployment.request().version(), recreation.said()),
                null,
                (page, it) -> {
                    it.switched(tools.ledger().now());
                    page.entries().put(page.entries().place(it.place()).servedBy(it.id()));
                });
    }

    /**
     * All traffic to the version before, at once, in reverse; then its workers. Where there was none, nothing serves.
     *
     * @param withWorkers false where they are to stay stopped until the data is restored
     */
    Result switchBack(boolean withWorkers) {
        var deployment = steps.deployment();
        var before = before(deployment);
        var took = routed(deployment).stream()
                .anyMatch(it -> tools.gateway()
                        .target(Route.to(deployment.place(), it))
                        .filter(Containers.name(deployment, it)::equals)
                        .isPresent());
        if (took) {
            // What is stopped on the way takes no traffic any more when a crash has this asked again.
            tools.ledger().change(deployment.id(), Deployment::tookTraffic);
        }
        for (var service : beside(deployment).reversed()) {
            var route = Route.to(deployment.place(), service);
            var old = before.map(it -> it.prepared().containers().get(service.name()));
            if (old.isPresent()) {
                tools.host().start(old.get());
                tools.gateway().shift(route, old.get());
            } else {
                tools.gateway().clear(route);
            }
            tools.gateway().release(route);
        }
        rolling.putBack(deployment, rolled(deployment), before);
        lanes.openGone(deployment, before);
        alone(deployment).reversed().forEach(it -> recreation.putBack(deployment, it, before));
        work.stop(
                deployment,
                before.map(it -> Set.copyOf(it.prepared().containers().values()))
                        .orElse(Set.of()));
        if (withWorkers) {
            before.ifPresent(work::start);
        }
        var where = before.map(it ->
                        "All traffic is on %s again".formatted(it.request().version()))
                .orElse("There was no version before: nothing serves");
        return new Result.Done(where + recreation.said(), null, (page, it) -> {
            it.switchedBack(before.orElse(null));
            page.entries()
                    .put(page.entries()
                            .place(it.place())
                            .servedBy(before.map(Deployment::id).orElse(null)));
        });
    }

    /** Takes away what this deployment made; a container it found is stopped, one of the version that serves is left. */
    Result remove() {
        var deployment = steps.deployment();
        var serving = before(deployment)
                .map(it -> Set.copyOf(it.prepared().containers().values()))
                .orElse(Set.of());
        var evidence = new StringBuilder();
        var removed = new ArrayList<String>();
        for (var service : deployment.request().services().reversed()) {
            if (service.migrate() != null) {
                tools.host().remove(Migration.container(deployment, service));
            }
            Bootstrapping.containers(deployment, service).forEach(tools.host()::remove);
            var container = Containers.name(deployment, service);
            if (serving.contains(container) || tools.host().inspect(container).isEmpty()) {
                continue;
            }
            if (service.isRouted() && deployment.isLive()) {
                tools.gateway().drain(Route.to(deployment.place(), service), container, service.stopGrace());
            }
            evidence.append("--- %s\n%s\n".formatted(container, tools.host().logs(container, LINES)));
            tools.host().stop(container, service.stopGrace());
            if (Containers.isOwn(deployment, service)) {
                tools.host().remove(container);
            }
            removed.add(container);
        }
        return new Result.Done(
                removed.isEmpty() ? "Nothing to remove" : "Removed %s".formatted(String.join(", ", removed)),
                evidence.isEmpty() ? null : evidence.toString(),
                (page, it) -> {});
    }

    void startWorkers(Deployment deployment) {
        work.start(deployment);
    }

    Optional<Deployment> before(Deployment deployment) {
        return deployment.before().map(tools.ledger()::get);
    }

    static List<ServiceSpec> routed(Deployment deployment) {
        return deployment.request().services().stream()
                .filter(ServiceSpec::isRouted)
                .toList();
    }

    /** Services whose new version runs beside the one that serves. */
    List<ServiceSpec> beside(Deployment deployment) {
        return routed(deployment).stream()
                .filter(it -> isBeside(deployment, it))
                .toList();
    }

    private List<ServiceSpec> alone(Deployment deployment) {
        return routed(deployment).stream()
                .filter(it -> Recreation.isAlone(it, before(deployment)))
                .toList();
    }

    /** Services whose containers are replaced one after the other. */
    private List<ServiceSpec> rolled(Deployment deployment) {
        return routed(deployment).stream()
                .filter(it -> isRolled(deployment, it))
                .toList();
    }

    private boolean isRolled(Deployment deployment, ServiceSpec service) {
        var before = before(deployment);
        // An emergency has no time for one after the other.
        return !deployment.isRollback() && !Recreation.isAlone(service, before) && Rolling.isRolled(service, before);
    }

    private boolean isBeside(Deployment deployment, ServiceSpec service) {
        return service.isRouted() && !Recreation.isAlone(service, before(deployment)) && !isRolled(deployment, service);
    }

    private static List<String> names(Deployment deployment) {
        return deployment.request().services().stream().map(ServiceSpec::name).toList();
    }
}
