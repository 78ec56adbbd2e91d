package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.HEALTHY;
import static ai.kaleem.release.agent.deploy.StepName.PREFLIGHT;
import static ai.kaleem.release.agent.deploy.StepName.PULL;
import static ai.kaleem.release.agent.deploy.StepName.REMOVE;
import static ai.kaleem.release.agent.deploy.StepName.RETIRE;
import static ai.kaleem.release.agent.deploy.StepName.START;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes what was released stand there again: a container that was changed by hand is made anew beside it, and what Docker
 * Compose put in the gateway's place goes. Nobody else's container is touched. After a crash it is run again from the top.
 */
final class PutRight {

    private final Tools tools;
    private final StepRunner steps;
    private final Rollout rollout;
    private final Retirement retirement;
    private final Drift drift;

    PutRight(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
        this.rollout = new Rollout(tools, steps, new Health(tools, steps));
        this.retirement = new Retirement(tools, steps);
        this.drift = new Drift(tools);
    }

    void run() {
        var stands = steps.forward(PREFLIGHT, this::check)
                && steps.forward(PULL, rollout::pull)
                && steps.forward(START, this::start)
                && steps.forward(HEALTHY, rollout::becomeHealthy)
                && steps.forward(SWITCH, this::takeItsPlace)
                && steps.forward(RETIRE, this::retire);
        if (stands || steps.deployment().isLive()) {
            end(Phase.SUCCEEDED, null, null);
        } else {
            giveUp();
        }
    }

    private Result check() {
        var deployment = steps.deployment();
        var serving = Present.of(tools.ledger(), deployment);
        var lines = drift.of(serving);
        var containers = new HashMap<String, String>();
        for (var service : deployment.request().services()) {
            var image = serving.prepared().images().get(service.name());
            if (image == null) {
                throw new StepFailed("%s has no service '%s'; release it instead"
                        .formatted(serving.request().version(), service.name()));
            }
            var isAsReleased = drift.ofContainer(serving, service).isEmpty();
            containers.put(
                    service.name(),
                    isAsReleased ? Containers.name(serving, service) : Containers.own(deployment, service));
            checkTheWay(serving, service, image, isAsReleased);
        }
        return new Result.Done(
                lines.isEmpty()
                        ? "Nothing has drifted"
                        : "%d differences from what was released".formatted(lines.size()),
                lines.isEmpty() ? null : String.join("\n", lines),
                (page, it) -> it.prepared(
                        new Prepared(
                                serving.prepared().images(),
                                containers,
                                serving.prepared().envFiles(),
                                serving.id(),
                                serving.prepared().adopted()),
                        serving.request().version()));
    }

    private void checkTheWay(Deployment serving, ServiceSpec service, ImageRef image, boolean isAsReleased) {
        var deployment = steps.deployment();
        if (!isAsReleased) {
            var wanted = new ContainerSpec(
                    deployment.place(),
                    deployment.id(),
                    deployment.request().releaseId(),
                    deployment.request().version(),
                    service,
                    image,
                    null);
            tools.host().obstacle(wanted).ifPresent(reason -> {
                throw new StepFailed(reason);
            });
        }
        if (!service.isRouted()) {
            return;
        }
        var rivals = drift.rivals(serving, service);
        if (rivals.isEmpty()) {
            tools.gateway().obstacle(Route.to(deployment.place(), service)).ifPresent(reason -> {
                throw new StepFailed(reason);
            });
        } else if (service.isAlone()) {
            throw new StepFailed(
                    "two of '%s' must never run, and Docker Compose runs %s: remove that with 'docker rm -f', then ask again"
                            .formatted(service.name(), String.join(", ", rivals)));
        }
    }

    private Result start() {
        var deployment = steps.deployment();
        var serving = serving();
        var made = new ArrayList<String>();
        for (var service : deployment.request().services()) {
            if (service.isRouted() && drift.rivals(serving, service).isEmpty()) {
                tools.gateway().ensure(Route.to(deployment.place(), service));
            }
            if (Containers.isOwn(deployment, service)) {
                tools.host().create(Containers.spec(tools, deployment, service));
                made.add(service.name());
            }
        }
        return made.isEmpty()
                ? new Result.Nothing("every container is as it was released")
                : Result.done("Made anew: %s".formatted(String.join(", ", made)));
    }

    private Result takeItsPlace() {
        var deployment = steps.deployment();
        var details = new ArrayList<String>();
        for (var service : deployment.request().services()) {
            var rivals = drift.rivals(serving(), service);
            // The first of its replicas takes the port; the others share its traffic from the switch on.
            if (rivals.isEmpty() || service.replicaOf() != null) {
                continue;
            }
            if (service.isRouted()) {
                details.add(handOver(deployment, service, rivals));
            }
            rivals.forEach(it -> tools.compose().stop(it, service.stopGrace()));
        }
        return switch (rollout.switchOver()) {
            case Result.Done(var detail, var evidence, var learned) -> {
                details.add(detail);
                yield new Result.Done(String.join("; ", details), evidence, learned);
            }
            case Result.Nothing it -> it;
            case Result.Interrupted it -> it;
        };
    }

    /** As in an adoption: all that can be done before is done before the port is let go. */
    private String handOver(Deployment deployment, ServiceSpec service, List<String> rivals) {
        var route = Route.to(deployment.place(), service);
        var adopted = Objects.requireNonNull(deployment.prepared().takenOver().get(service.name()));
        var frontage = tools.compose().frontage(tools.envFiles().at(adopted.template()));
        tools.gateway().prepare(route, frontage, Containers.name(deployment, service));
        var begun = System.nanoTime();
        rivals.forEach(tools.compose()::letGo);
        tools.gateway().open(route);
        return "%s changed hands in %d ms, once: requests in these are refused or cut"
                .formatted(
                        service.publish() == null ? service.name() : service.publish(),
                        Duration.ofNanos(System.nanoTime() - begun).toMillis());
    }

    private Result retire() {
        var removed = new ArrayList<String>();
        for (var service : steps.deployment().request().services()) {
            for (var rival : drift.rivals(serving(), service)) {
                tools.compose().remove(rival);
                removed.add(rival);
            }
        }
        var rest = retirement.retire();
        return removed.isEmpty() ? rest : Result.done("Removed Compose's %s".formatted(String.join(", ", removed)));
    }

    private Deployment serving() {
        return tools.ledger().get(steps.deployment().before().orElseThrow());
    }

    private void giveUp() {
        var deployment = steps.deployment();
        var why = deployment.turnBack().map(TurnBack::reason).orElse("Not put right");
        if (deployment.steps().hasBegun(SWITCH)) {
            end(
                    Phase.ROLLBACK_FAILED,
                    why,
                    "A person is needed on %s now: mend the cause and ask for drift/put-right again, or let Docker Compose serve with 'docker compose up -d --force-recreate'."
                            .formatted(deployment.request().agent()));
            return;
        }
        steps.back(REMOVE, rollout::remove);
        var wanted = deployment.turnBack().map(TurnBack::wanted).orElse(false);
        end(
                wanted ? Phase.CANCELLED : Phase.FAILED,
                why,
                "What stood in %s stands as it did. Mend the cause and ask for drift/put-right again."
                        .formatted(deployment.place()));
    }

    private void end(Phase end, @Nullable String why, @Nullable String next) {
        tools.ledger()
                .change(
                        steps.deployment().id(),
                        it -> it.end(end, why, next, tools.ledger().now()));
    }
}
