package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.CANARY;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.Canary;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the new version some of the traffic, step by step, and goes on only while it is no worse than the one before. The
 * one before stays the target throughout, so that the way back is one change of the gateway.
 */
final class CanaryRollout {

    private final Tools tools;
    private final StepRunner steps;
    private final Rollout rollout;
    private final Watch watch;

    CanaryRollout(Tools tools, StepRunner steps, Rollout rollout, Watch watch) {
        this.tools = tools;
        this.steps = steps;
        this.rollout = rollout;
        this.watch = watch;
    }

    Result run() {
        var deployment = steps.deployment();
        var canary = deployment.request().policy().canary();
        if (canary == null) {
            return new Result.Nothing("the plan asks for none");
        }
        var compared = compared(deployment);
        if (compared.isEmpty()) {
            return new Result.Nothing("no version serves that it could be compared with");
        }
        // Before the first visitor comes to it.
        tools.ledger().change(deployment.id(), Deployment::tookTraffic);
        try (var ignored = watch.keepOnCanary(
                deployment, rollout.beside(deployment), tools.settings().watchEvery(), this::complain)) {
            for (var number = deployment.canary().progress().step();
                    number < canary.steps().size();
                    number++) {
                if (!new CanaryStep(tools, steps, canary, number, compared).holds()) {
                    return new Result.Interrupted();
                }
            }
        }
        return new Result.Done(said(canary), steps.deployment().steps().evidence(CANARY), (page, it) -> {});
    }

    private static String said(Canary canary) {
        return "No worse than before in %d steps, the last with %s"
                .formatted(
                        canary.steps().size(),
                        CanaryStep.who(canary, canary.steps().size() - 1));
    }

    /**
     * A service that is new with this release has nothing to be compared with, nor has one of which two must never run: they take
     * their traffic at the switch.
     */
    private List<Compared> compared(Deployment deployment) {
        var before = rollout.before(deployment);
        var compared = new ArrayList<Compared>();
        for (var service : rollout.beside(deployment)) {
            var route = Route.to(deployment.place(), service);
            before.map(it -> it.prepared().containers().get(service.name()))
                    .filter(old ->
                            tools.gateway().target(route).filter(old::equals).isPresent())
                    .ifPresent(old ->
                            compared.add(new Compared(service, route, Containers.name(deployment, service), old)));
        }
        return compared;
    }

    private void complain(Deployment deployment, TurnBack why) {
        tools.ledger().change(deployment.id(), it -> it.turnBack(why));
        steps.ring();
    }
}
