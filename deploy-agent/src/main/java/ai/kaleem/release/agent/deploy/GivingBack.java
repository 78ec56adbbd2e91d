package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is done to give services back to Docker Compose. A published port is one container's, and Compose's own shall have it:
 * so it answers again when that container does, and everything that can be done before is done before.
 */
final class GivingBack {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration PORT_FREE = Duration.ofSeconds(5);

    private final Tools tools;
    private final StepRunner steps;
    private final Drift drift;

    GivingBack(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
        this.drift = new Drift(tools);
    }

    /** Its evidence is what changes. */
    Result check() {
        var deployment = steps.deployment();
        var serving = Present.of(tools.ledger(), deployment);
        var lines = new ArrayList<String>();
        for (var service : whole(serving)) {
            var adopted = serving.prepared().takenOver().get(service.name());
            if (adopted == null) {
                throw new StepFailed(
                        "service '%s' was not taken over from Docker Compose, so there is nothing to give it back to; take it out of the plan, release, and ask again"
                                .formatted(service.name()));
            }
            tools.compose().obstacle(adopted.container()).ifPresent(reason -> {
                throw new StepFailed(reason);
            });
            lines.addAll(changes(serving, service, adopted));
        }
        var drifted = drift.of(serving);
        if (!drifted.isEmpty()) {
            throw new StepFailed("%s; ask for drift/put-right first".formatted(String.join("; ", drifted)));
        }
        return new Result.Done(
                "Giving %d services back to Docker Compose, in version %s"
                        .formatted(whole(serving).size(), serving.request().version()),
                String.join("\n", lines),
                (page, it) -> it.prepared(
                        new Prepared(
                                serving.prepared().images(),
                                serving.prepared().containers(),
                                serving.prepared().envFiles(),
                                serving.id(),
                                serving.prepared().adopted()),
                        serving.request().version()));
    }

    private List<String> changes(Deployment serving, ServiceSpec service, Adopted adopted) {
        var lines = new ArrayList<String>();
        lines.add("service %s".formatted(service.name()));
        lines.add("  + container %s with Compose's names, networks, port and labels, in image %s"
                .formatted(
                        adopted.container(),
                        Objects.requireNonNull(serving.prepared().images().get(service.name()))));
        replicas(serving, service).forEach(it -> lines.add("  - container %s".formatted(Containers.name(serving, it))));
        if (service.isRouted()) {
            lines.add("  - gateway %s"
                    .formatted(Route.to(serving.place(), service).gateway()));
            lines.add("  ~ %s is without an answer once, for as long as %s takes to start"
                    .formatted(service.publish() == null ? service.name() : service.publish(), adopted.container()));
        }
        return lines;
    }

    /** They are not started: the port is still the gateway's. */
    Result make() {
        for (var service : services()) {
            tools.compose().make(Containers.spec(tools, serving(), service));
        }
        return Result.done("Made for Docker Compose: %s"
                .formatted(String.join(
                        ", ",
                        services().stream().map(it -> adopted(it).container()).toList())));
    }

    Result handOver() {
        var details = new ArrayList<String>();
        for (var service : services()) {
            var ours = Containers.name(steps.deployment(), service);
            var theirs = adopted(service).container();
            if (!service.isRouted() || service.isAlone()) {
                tools.host().stop(ours, service.stopGrace());
            }
            var begun = System.nanoTime();
            if (service.isRouted()) {
                tools.gateway().remove(route(service));
            }
            start(theirs);
            awaitAnswer(service, theirs);
            if (service.isRouted()) {
                details.add("%s was without an answer for %d ms, once: requests in these are refused or cut"
                        .formatted(
                                service.publish() == null ? service.name() : service.publish(),
                                Duration.ofNanos(System.nanoTime() - begun).toMillis()));
            }
        }
        return new Result.Done(
                details.isEmpty() ? "Docker Compose's containers work" : String.join("; ", details),
                null,
                (page, it) -> {
                    it.switched(tools.ledger().now());
                    page.entries().put(page.entries().place(it.place()).servedBy(null));
                });
    }

    /** The engine may need a moment until a port that was let go is free. */
    private void start(String theirs) {
        var deadline = System.nanoTime() + PORT_FREE.toNanos();
        while (true) {
            try {
                tools.compose().start(theirs);
                return;
            } catch (StepFailed e) {
                if (System.nanoTime() - deadline >= 0) {
                    throw e;
                }
                steps.await(SOON);
            }
        }
    }

    /** By its health path, else by its staying alive; Docker's own healthcheck may only say no. */
    private void awaitAnswer(ServiceSpec service, String container) {
        var health = service.health();
        var patience = health == null
                ? tools.settings().settle()
                : health.every().plus(health.timeout()).multipliedBy(health.attempts());
        var deadline = System.nanoTime() + patience.toNanos();
        var last = "it was never asked";
        while (System.nanoTime() - deadline < 0) {
            if (health != null && service.port() != null) {
                var address = tools.compose().address(container);
                var answer = address.isEmpty()
                        ? new Probe.Answer.Silent("container %s does not run".formatted(container))
                        : tools.probe().ask(address.get(), service.port(), health.path(), health.timeout());
                switch (answer) {
                    case Probe.Answer.Up it -> {
                        return;
                    }
                    case Probe.Answer.Down(var reason) -> last = reason;
                    case Probe.Answer.Silent(var reason) -> last = reason;
                }
            }
            steps.await(SOON);
        }
        var fault = tools.host().fault(container);
        if (health != null || fault.isPresent()) {
            throw new StepFailed("%s did not come up as Docker Compose's within %s: %s"
                    .formatted(service.name(), Words.of(patience), fault.orElse(last)));
        }
    }

    /** The gateway and our own containers serve as they did. */
    Result takeAgain() {
        for (var service : services()) {
            var ours = Containers.name(steps.deployment(), service);
            tools.compose().remove(adopted(service).container());
            tools.host().start(ours);
            if (service.isRouted()
                    && tools.host().fault(route(service).gateway()).isPresent()) {
                var frontage = tools.compose()
                        .frontage(tools.envFiles().at(adopted(service).template()));
                tools.gateway().prepare(route(service), frontage, ours);
                tools.gateway().open(route(service));
                replicas(serving(), service)
                        .forEach(it -> tools.gateway().shift(route(it), Containers.name(steps.deployment(), it)));
            }
        }
        return Result.done("%s serves again behind its gateway"
                .formatted(steps.deployment().request().version()));
    }

    /** What was made for Docker Compose and did not come to serve. */
    Result remove() {
        for (var service : services()) {
            tools.compose().remove(adopted(service).container());
        }
        return Result.done("Removed what was made for Docker Compose");
    }

    Result retire() {
        var ours = tools.host().list(steps.deployment().place());
        for (var container : ours) {
            var grace = serving().request().services().stream()
                    .filter(it -> it.name().equals(container.service()))
                    .map(ServiceSpec::stopGrace)
                    .findFirst()
                    .orElse(SOON);
            tools.host().stop(container.name(), grace);
            tools.host().remove(container.name());
        }
        return Result.done("Removed %d containers of ours; what they were made with stays".formatted(ours.size()));
    }

    private List<ServiceSpec> services() {
        return whole(serving());
    }

    /** Docker Compose has one container of each: the others of its replicas go. */
    private static List<ServiceSpec> whole(Deployment serving) {
        return serving.request().services().stream()
                .filter(it -> it.replicaOf() == null)
                .toList();
    }

    /** With the first. */
    private static List<ServiceSpec> replicas(Deployment serving, ServiceSpec service) {
        return serving.request().services().stream()
                .filter(it -> it.base().equals(service.name()))
                .toList();
    }

    private Deployment serving() {
        return tools.ledger().get(steps.deployment().before().orElseThrow());
    }

    private Adopted adopted(ServiceSpec service) {
        return Objects.requireNonNull(steps.deployment().prepared().takenOver().get(service.name()));
    }

    private Route route(ServiceSpec service) {
        return Route.to(steps.deployment().place(), service);
    }
}
