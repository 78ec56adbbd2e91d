package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.time.Duration;

/**
 * The time after the switch: first until somebody keeps the release, then until it is baked. The agent goes back by itself
 * when nobody does, or when the new version does not stay healthy. Elapsed time counts, not the clock on the wall.
 */
final class Confirmation {

    /** How much of a wait a crash may forget. */
    private static final Duration SAVE_EVERY = Duration.ofSeconds(5);

    private final Tools tools;
    private final StepRunner steps;
    private final Watch watch;
    private final boolean resumed;

    /** @param resumed whether the agent was started again in the meantime */
    Confirmation(Tools tools, StepRunner steps, Watch watch, boolean resumed) {
        this.tools = tools;
        this.steps = steps;
        this.watch = watch;
        this.resumed = resumed;
    }

    Result awaitKeep() {
        var deployment = steps.deployment();
        var left = deployment
                .request()
                .policy()
                .confirmWithin()
                .minus(deployment.waiting().waited());
        var remaining = resumed && left.compareTo(tools.settings().confirmFloor()) < 0
                ? tools.settings().confirmFloor()
                : left;
        if (resumed) {
            tools.ledger()
                    .change(
                            deployment.id(),
                            it -> it.waiting()
                                    .until(Phase.SWITCHED, tools.ledger().now().plus(remaining)));
        }
        standWatch(Phase.SWITCHED, remaining);
        steps.hearFirst();
        tools.ledger().change(deployment.id(), Deployment::expire);
        return steps.isTurningBack() ? new Result.Interrupted() : Result.done("Kept");
    }

    /** Returns whether the new version stays. */
    boolean bake() {
        var deployment = steps.deployment();
        if (deployment.turnBack().isPresent()) {
            return false;
        }
        if (deployment.phase() != Phase.KEPT) {
            return true;
        }
        var remaining =
                deployment.request().policy().bake().minus(deployment.waiting().waited());
        if (resumed) {
            tools.ledger()
                    .change(
                            deployment.id(),
                            it -> it.waiting()
                                    .until(Phase.KEPT, tools.ledger().now().plus(remaining)));
        }
        standWatch(Phase.KEPT, remaining);
        return !steps.isTurningBack();
    }

    /** Returns when the phase is over, whatever ended it, or when the time has passed. */
    private void standWatch(Phase phase, Duration atMost) {
        var began = System.nanoTime();
        var before = steps.deployment().waiting().waited();
        var saved = Duration.ZERO;
        try (var ignored = watch.keepOn(steps.deployment(), tools.settings().watchEvery(), this::complain)) {
            while (true) {
                var deployment = steps.deployment();
                var passed = Duration.ofNanos(System.nanoTime() - began);
                if (deployment.phase() != phase || deployment.waiting().isHurried() || passed.compareTo(atMost) >= 0) {
                    return;
                }
                if (passed.minus(saved).compareTo(SAVE_EVERY) >= 0) {
                    saved = passed;
                    tools.ledger().change(deployment.id(), it -> it.waiting().passed(phase, before.plus(passed)));
                }
                var left = atMost.minus(passed);
                steps.await(left.compareTo(SAVE_EVERY) < 0 ? left : SAVE_EVERY);
            }
        }
    }

    private void complain(Deployment deployment, TurnBack why) {
        tools.ledger().change(deployment.id(), it -> it.turnBack(why));
        steps.ring();
    }
}
