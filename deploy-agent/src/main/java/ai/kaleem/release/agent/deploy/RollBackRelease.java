package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.CONFIGURE;
import static ai.kaleem.release.agent.deploy.StepName.HEALTHY;
import static ai.kaleem.release.agent.deploy.StepName.PREFLIGHT;
import static ai.kaleem.release.agent.deploy.StepName.PULL;
import static ai.kaleem.release.agent.deploy.StepName.RESTORE;
import static ai.kaleem.release.agent.deploy.StepName.RETIRE;
import static ai.kaleem.release.agent.deploy.StepName.START;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Request.DataChoice;

/**
 * Makes an earlier release serve again: from its containers where they are still here, running or stopped, else from its
 * image. Where it serves already, every step finds that so. There is nothing behind it to go back to.
 */
final class RollBackRelease {

    private final Tools tools;
    private final StepRunner steps;
    private final Preflight preflight;
    private final DataProtection data;
    private final Rollout rollout;
    private final Retirement retirement;
    private final Configuring configuring;
    private final GoBack goBack;

    RollBackRelease(Tools tools, StepRunner steps) {
        var health = new Health(tools, steps);
        this.tools = tools;
        this.steps = steps;
        this.preflight = new Preflight(tools, steps);
        this.data = new DataProtection(tools, steps);
        this.rollout = new Rollout(tools, steps, health);
        this.retirement = new Retirement(tools, steps);
        this.configuring = new Configuring(tools, steps);
        this.goBack = new GoBack(tools, steps, rollout, data, health, configuring);
    }

    void run() {
        var serves = steps.forward(PREFLIGHT, preflight::check)
                && steps.forward(PULL, rollout::pull)
                && (keepsData() || steps.forward(RESTORE, data::takeBack))
                && steps.forward(START, rollout::start)
                && steps.forward(HEALTHY, rollout::becomeHealthy)
                && steps.forward(SWITCH, rollout::switchOver)
                && (!configures() || steps.forward(CONFIGURE, configuring::putInPlace))
                && steps.forward(RETIRE, retirement::retire);
        if (steps.deployment().steps().state(CONFIGURE) == StepState.FAILED) {
            endWithoutConfiguration();
        } else if (serves || steps.deployment().isLive()) {
            tools.ledger()
                    .change(
                            steps.deployment().id(),
                            it -> it.end(
                                    Phase.SUCCEEDED, null, null, tools.ledger().now()));
        } else {
            goBack.run();
        }
    }

    private boolean configures() {
        return !steps.deployment().prepared().configurations().isEmpty();
    }

    /** The traffic is where it was asked to be, and what stands in front of it is not as it was then. */
    private void endWithoutConfiguration() {
        tools.ledger()
                .change(
                        steps.deployment().id(),
                        it -> it.end(
                                Phase.ROLLBACK_FAILED,
                                Configuring.failure(it),
                                Configuring.mend(it),
                                tools.ledger().now()));
    }

    private boolean keepsData() {
        return steps.deployment().request().data() == DataChoice.KEEP;
    }
}
