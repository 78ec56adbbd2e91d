package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport.Paused;
import ai.kaleem.release.common.contract.Canary;
import java.util.Objects;
import java.util.Optional;

/**
 * A step of a canary that waits for a person. The person's word and the end of the wait meet in one transaction of the
 * journal: the first counts.
 */
final class CanaryPause {

    private final Tools tools;
    private final StepRunner steps;
    private final Canary.Step step;
    private final Canary.Pause otherwise;
    private final int number;

    private CanaryPause(Tools tools, StepRunner steps, Canary.Step step, Canary.Pause otherwise, int number) {
        this.tools = tools;
        this.steps = steps;
        this.step = step;
        this.otherwise = otherwise;
        this.number = number;
    }

    /**
     * Nothing where the step waits for nobody.
     *
     * @param number from 0
     */
    static Optional<CanaryPause> of(Tools tools, StepRunner steps, Canary.Step step, int number) {
        return Optional.ofNullable(step.pause()).map(it -> new CanaryPause(tools, steps, step, it, number + 1));
    }

    /** Says that it waits, and until when; once more where a crash came in between, as elapsed time is what counts. */
    void begin() {
        tools.ledger().change(steps.deployment().id(), it -> {
            var now = tools.ledger().now();
            var until = now.plus(step.lasts()).minus(it.canary().progress().elapsed());
            var before = it.canary().paused();
            it.canary()
                    .paused(
                            before == null || before.step() != number
                                    ? new Paused(number, now, until, otherwise)
                                    : before.endedAt() == null ? before.until(until) : before);
        });
    }

    boolean isPromoted() {
        return hasEnded(steps.deployment());
    }

    private boolean hasEnded(Deployment deployment) {
        var paused = deployment.canary().paused();
        return paused != null && paused.step() == number && paused.endedAt() != null;
    }

    /**
     * The wait is over, and nobody came, unless somebody did at the last moment.
     *
     * @param passed whether the last round that could say anything passed
     * @return whether to go on; false where it is to wait for a better round
     * @throws StepFailed where the plan has it go back
     */
    boolean expire(boolean passed, String where) {
        var why = "%s: nobody promoted it within %s".formatted(where, Words.of(step.lasts()));
        var deployment = tools.ledger()
                .write(page -> page.change(steps.deployment().id(), it -> {
                    if (hasEnded(it)) {
                        return;
                    }
                    if (otherwise == Canary.Pause.BACK) {
                        it.turnBack(new TurnBack(TurnBack.Cause.STEP_FAILED, "%s: %s".formatted(StepName.CANARY, why)));
                    } else if (passed) {
                        it.canary()
                                .paused(Objects.requireNonNull(it.canary().paused())
                                        .endedBy(null, tools.ledger().now()));
                    }
                }));
        if (hasEnded(deployment)) {
            return true;
        }
        if (otherwise == Canary.Pause.BACK) {
            throw new StepFailed(why, deployment.steps().evidence(StepName.CANARY));
        }
        return false;
    }

    /** What it waits for, in words. */
    String said() {
        var paused = steps.deployment().canary().paused();
        return "waits for a person to promote it until %s; then it %s"
                .formatted(paused == null ? "?" : paused.until(), otherwise.words());
    }
}
