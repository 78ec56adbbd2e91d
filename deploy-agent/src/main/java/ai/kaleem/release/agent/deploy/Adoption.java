package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is done to Docker Compose's own containers in an adoption. A published port belongs to one container at a time, so it
 * is free for a moment as it changes hands: everything that can be done before is done before.
 */
final class Adoption {

    private static final int LINES = 200;

    private final Tools tools;
    private final StepRunner steps;
    private final Rollout rollout;
    private final Retirement retirement;

    Adoption(Tools tools, StepRunner steps, Rollout rollout, Retirement retirement) {
        this.tools = tools;
        this.steps = steps;
        this.rollout = rollout;
        this.retirement = retirement;
    }

    /** Finds what is to be taken over, and keeps what it was made with. Its evidence is what changes. */
    Result check() {
        var deployment = steps.deployment();
        var images = new HashMap<String, ImageRef>();
        var containers = new HashMap<String, String>();
        var envFiles = new HashMap<String, String>();
        var adopted = new HashMap<String, Adopted>();
        var changes = new ArrayList<String>();
        String project = null;
        // The published one says which project it is.
        for (var service : publishedFirst(deployment.request().services())) {
            var found = tools.compose().find(service, project);
            project = found.project();
            images.put(service.name(), new ImageRef(found.imageId()));
            containers.put(service.name(), Containers.own(deployment, service));
            if (service.envFile() != null) {
                envFiles.put(service.name(), tools.envFiles().keep(service.envFile()));
            }
            adopted.put(
                    service.name(),
                    new Adopted(found.container(), tools.envFiles().keepText(found.template())));
            changes.addAll(found.changes());
        }
        return new Result.Done(
                "Taking over from Docker Compose, project %s: %s"
                        .formatted(
                                project,
                                String.join(
                                        ", ",
                                        adopted.values().stream()
                                                .map(Adopted::container)
                                                .sorted()
                                                .toList())),
                String.join("\n", changes),
                (page, it) -> {
                    var serving = page.entries().place(it.place()).serving();
                    it.prepared(
                            new Prepared(
                                    Map.copyOf(images),
                                    Map.copyOf(containers),
                                    Map.copyOf(envFiles),
                                    serving,
                                    Map.copyOf(adopted)),
                            null);
                });
    }

    private static List<ServiceSpec> publishedFirst(List<ServiceSpec> services) {
        var ordered = new ArrayList<>(services);
        ordered.sort((one, other) -> Boolean.compare(other.publish() != null, one.publish() != null));
        return ordered;
    }

    /** Workers are made but not started: there is one at a time, and Compose's still works. */
    Result start() {
        var deployment = steps.deployment();
        var made = new ArrayList<String>();
        for (var service : deployment.request().services()) {
            tools.host().create(Containers.spec(tools, deployment, service));
            made.add(service.name());
        }
        return Result.done("Made beside what serves, from its containers: %s".formatted(String.join(", ", made)));
    }

    /** Workers first: one that cannot start is found out before the port is let go. */
    Result handOver() {
        var deployment = steps.deployment();
        var details = new ArrayList<String>();
        for (var service : deployment.request().services()) {
            if (!service.isRouted()) {
                tools.compose().stop(adopted(deployment, service).container(), service.stopGrace());
                tools.host().start(Containers.name(deployment, service));
            }
        }
        steps.hearFirst();
        if (steps.isTurningBack()) {
            return new Result.Interrupted();
        }
        for (var service : Rollout.routed(deployment)) {
            var route = Route.to(deployment.place(), service);
            var theirs = adopted(deployment, service);
            var frontage = tools.compose().frontage(tools.envFiles().at(theirs.template()));
            tools.gateway().prepare(route, frontage, Containers.name(deployment, service));
            var begun = System.nanoTime();
            var wasServing = tools.compose().letGo(theirs.container());
            tools.gateway().open(route);
            var took = Duration.ofNanos(System.nanoTime() - begun);
            details.add(handedOver(service, wasServing ? took : null));
            tools.compose().stop(theirs.container(), service.stopGrace());
        }
        return new Result.Done(String.join("; ", details), null, (page, it) -> {
            it.switched(tools.ledger().now());
            page.entries().put(page.entries().place(it.place()).servedBy(it.id()));
        });
    }

    /** @param took null where the agent was started again in the middle, so that nobody knows */
    private static String handedOver(ServiceSpec service, @Nullable Duration took) {
        var what = service.publish() == null ? service.name() : service.publish();
        return took == null
                ? "%s changed hands; the agent was started again meanwhile, so it was without a server until now"
                        .formatted(what)
                : "%s changed hands in %d ms, once: requests in these are refused or cut"
                        .formatted(what, took.toMillis());
    }

    /** Compose's own containers serve as they did. */
    Result handBack() {
        var deployment = steps.deployment();
        for (var service : deployment.request().services()) {
            var theirs = adopted(deployment, service);
            if (service.isRouted()) {
                tools.gateway().remove(Route.to(deployment.place(), service));
            } else {
                tools.host().stop(Containers.name(deployment, service), service.stopGrace());
            }
            tools.compose().serveAgain(theirs.container(), tools.envFiles().at(theirs.template()));
        }
        return new Result.Done("What Docker Compose started serves again", null, (page, it) -> {
            it.switchedBack(null);
            page.entries().put(page.entries().place(it.place()).servedBy(null));
        });
    }

    /** Takes away what the adoption made. */
    Result remove() {
        var deployment = steps.deployment();
        var evidence = new StringBuilder();
        for (var service : deployment.request().services().reversed()) {
            var container = Containers.name(deployment, service);
            if (tools.host().inspect(container).isPresent()) {
                evidence.append("--- %s\n%s\n".formatted(container, tools.host().logs(container, LINES)));
                tools.host().stop(container, service.stopGrace());
                tools.host().remove(container);
            }
        }
        return new Result.Done(
                evidence.isEmpty() ? "Nothing to remove" : "Removed what it had made",
                evidence.isEmpty() ? null : evidence.toString(),
                (page, it) -> {});
    }

    /** Compose counts the containers of a service: its own go, and the gateway stands for them from now on. */
    Result retire() {
        var names = new ArrayList<String>();
        for (var theirs : steps.deployment().prepared().takenOver().values()) {
            tools.compose().remove(theirs.container());
            names.add(theirs.container());
        }
        retirement.retire();
        return Result.done("Removed Compose's %s, kept what it was made with".formatted(String.join(", ", names)));
    }

    private static Adopted adopted(Deployment deployment, ServiceSpec service) {
        var adopted = deployment.prepared().takenOver().get(service.name());
        if (adopted == null) {
            throw new StepFailed("preflight found nothing to take over for %s".formatted(service.name()));
        }
        return adopted;
    }
}
