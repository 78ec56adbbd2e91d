package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.CANARY;
import static ai.kaleem.release.agent.deploy.StepName.CONFIGURE;
import static ai.kaleem.release.agent.deploy.StepName.CONFIGURE_BACK;
import static ai.kaleem.release.agent.deploy.StepName.PUT_BACK;
import static ai.kaleem.release.agent.deploy.StepName.REMOVE;
import static ai.kaleem.release.agent.deploy.StepName.RESTORE;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH_BACK;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Undoes in reverse what a deployment has begun: the traffic first, then the data, then the containers. What a rollback
 * restored it puts back before it lets the traffic go to the version that knows that data.
 */
final class GoBack {

    private final Tools tools;
    private final StepRunner steps;
    private final Rollout rollout;
    private final DataProtection data;
    private final Health health;
    private final Configuring configuring;

    GoBack(
            Tools tools,
            StepRunner steps,
            Rollout rollout,
            DataProtection data,
            Health health,
            Configuring configuring) {
        this.tools = tools;
        this.steps = steps;
        this.rollout = rollout;
        this.data = data;
        this.health = health;
        this.configuring = configuring;
    }

    void run() {
        var putBack = !hasOverwrittenData() || steps.back(PUT_BACK, data::putBack);
        var returned = !mayHaveTraffic() || steps.back(SWITCH_BACK, () -> rollout.switchBack(!losesData()));
        // What stands in front of the traffic follows it.
        var configured = !returned || !hasConfigured() || steps.back(CONFIGURE_BACK, configuring::putBack);
        var restored = returned && (!losesData() || restored());
        // While the traffic may still be on them, the new containers stay.
        if (returned) {
            steps.back(REMOVE, rollout::remove);
        }
        var deployment = steps.deployment();
        var end = putBack && returned && configured && restored ? endOf(deployment) : Phase.ROLLBACK_FAILED;
        tools.ledger()
                .change(
                        deployment.id(),
                        it -> it.end(
                                end,
                                reason(it, end),
                                Advice.after(it, end),
                                tools.ledger().now()));
    }

    /** A dump is taken, and told, before its store is overwritten; a rollback takes no other backup. */
    private boolean hasOverwrittenData() {
        var deployment = steps.deployment();
        return deployment.isRollback() && !deployment.backups().isEmpty();
    }

    private boolean hasConfigured() {
        return steps.deployment().steps().hasBegun(CONFIGURE);
    }

    private boolean mayHaveTraffic() {
        var deployment = steps.deployment();
        return deployment.steps().hasBegun(SWITCH)
                || deployment.steps().hasBegun(CANARY)
                || (deployment.isRollback() && deployment.steps().hasBegun(RESTORE));
    }

    /**
     * Before the switch the old version had the traffic, or most of it, so it is not worth losing what was written since; unless
     * the new one has migrated the data away from it. And a store that is lost was not damaged by the release.
     */
    private boolean losesData() {
        var deployment = steps.deployment();
        return !deployment.isRollback()
                && (deployment.isLive() && deployment.steps().hasBegun(SWITCH) || Migration.needsUndoing(deployment))
                && deployment.request().policy().restore() == RestorePolicy.AUTO
                && !deployment.request().datastores().isEmpty()
                && deployment
                        .turnBack()
                        .filter(it ->
                                it.cause() == TurnBack.Cause.PREEMPTED || it.cause() == TurnBack.Cause.DEPENDENCY_LOST)
                        .isEmpty();
    }

    /** Where the restore ends half-way, what was overwritten gets its present state again. */
    private boolean restored() {
        if (steps.back(RESTORE, this::restore)) {
            return true;
        }
        if (isHalfRestored()) {
            steps.back(PUT_BACK, () -> servingAfter("the data is as it was before the restore", data::putBack));
        }
        return false;
    }

    /** Each store is dumped, and the dump told, before it is overwritten; what is lost is told when all are. */
    private boolean isHalfRestored() {
        var deployment = steps.deployment();
        return !DataProtection.dumps(deployment).isEmpty()
                && deployment.report().lostSince() == null;
    }

    private Result restore() {
        try {
            var result = data.restore(steps.deployment());
            serveAgain("the data is restored");
            return result;
        } catch (StepFailed e) {
            // Else it serves when its data is whole again.
            if (!isHalfRestored()) {
                serveAgain("the data is as it was");
            }
            throw e;
        }
    }

    /** What served before is stopped while the data changes below it, and must come up again whatever happens. */
    private Result servingAfter(String then, Supplier<Result> change) {
        try {
            var result = change.get();
            serveAgain(then);
            return result;
        } catch (StepFailed e) {
            serveAgain("the data is not whole");
            throw e;
        }
    }

    private void serveAgain(String data) {
        var deployment = steps.deployment();
        var before = rollout.before(deployment);
        for (var service : before.map(Rollout::routed).orElseGet(() -> Rollout.routed(deployment))) {
            var route = Route.to(deployment.place(), service);
            if (before.isPresent()) {
                var container = Containers.name(before.get(), service);
                tools.host().start(container);
                if (health.awaitAnyway(service, container) instanceof Health.Verdict.Unhealthy(var why)) {
                    tools.gateway().shift(route, container);
                    tools.gateway().release(route);
                    throw new StepFailed("%s, but %s".formatted(data, why));
                }
                tools.gateway().shift(route, container);
            }
            tools.gateway().release(route);
        }
        // One that the version before did not have was held as well.
        Rollout.routed(deployment).forEach(it -> tools.gateway().release(Route.to(deployment.place(), it)));
        before.ifPresent(rollout::startWorkers);
    }

    private static Phase endOf(Deployment deployment) {
        var wanted = deployment.turnBack().map(TurnBack::wanted).orElse(false);
        if (deployment.request().kind() == Kind.RESTORE) {
            // What served has it all again, though for it the traffic was away.
            return wanted ? Phase.CANCELLED : Phase.FAILED;
        }
        if (deployment.isRollback()) {
            return wanted ? Phase.CANCELLED : Phase.ROLLBACK_FAILED;
        }
        if (deployment.isLive()) {
            return Phase.ROLLED_BACK;
        }
        return wanted ? Phase.CANCELLED : Phase.FAILED;
    }

    private static String reason(Deployment deployment, Phase end) {
        var why = deployment.turnBack().map(TurnBack::reason).orElse("Taken back");
        // Of a rollback the restore was a step forward, and its failure is the reason already.
        var data = deployment.isRollback() ? PUT_BACK : RESTORE;
        var failed = deployment.steps().told().stream()
                .filter(it -> Set.of(SWITCH_BACK.toString(), CONFIGURE_BACK.toString(), data.toString())
                        .contains(it.name()))
                .filter(it -> it.state() == StepState.FAILED)
                .findFirst();
        return end == Phase.ROLLBACK_FAILED && failed.isPresent()
                ? "%s. Going back failed at %s: %s"
                        .formatted(why, failed.get().name(), failed.get().detail())
                : why;
    }
}
