package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.BACKUP;
import static ai.kaleem.release.agent.deploy.StepName.BOOTSTRAP;
import static ai.kaleem.release.agent.deploy.StepName.CANARY;
import static ai.kaleem.release.agent.deploy.StepName.CHECK_CONFIGURATION;
import static ai.kaleem.release.agent.deploy.StepName.CONFIGURE;
import static ai.kaleem.release.agent.deploy.StepName.CONFIRM;
import static ai.kaleem.release.agent.deploy.StepName.HEALTHY;
import static ai.kaleem.release.agent.deploy.StepName.MIGRATE;
import static ai.kaleem.release.agent.deploy.StepName.PREFLIGHT;
import static ai.kaleem.release.agent.deploy.StepName.PULL;
import static ai.kaleem.release.agent.deploy.StepName.RETIRE;
import static ai.kaleem.release.agent.deploy.StepName.START;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH;

import ai.kaleem.release.common.contract.AgentReport.Phase;

/**
 * Puts a release beside what serves, moves the traffic onto it, and keeps it once it is confirmed and baked; or takes it
 * back. After a crash it is run again from the top: what has a result is passed over.
 */
final class DeployRelease {

    private final Tools tools;
    private final StepRunner steps;
    private final Preflight preflight;
    private final DataProtection data;
    private final Rollout rollout;
    private final Bootstrapping bootstrapping;
    private final Migration migration;
    private final CanaryRollout canary;
    private final Configuring configuring;
    private final Confirmation confirmation;
    private final Retirement retirement;
    private final GoBack goBack;

    DeployRelease(Tools tools, StepRunner steps) {
        var health = new Health(tools, steps);
        this.tools = tools;
        this.steps = steps;
        this.preflight = new Preflight(tools, steps);
        this.data = new DataProtection(tools, steps);
        this.rollout = new Rollout(tools, steps, health);
        this.bootstrapping = new Bootstrapping(tools, steps, rollout);
        this.migration = new Migration(tools, steps, rollout);
        this.canary = new CanaryRollout(tools, steps, rollout, new Watch(tools, health));
        this.configuring = new Configuring(tools, steps);
        this.confirmation = new Confirmation(
                tools,
                steps,
                new Watch(tools, health),
                steps.deployment().steps().hasEnded(SWITCH));
        this.retirement = new Retirement(tools, steps);
        this.goBack = new GoBack(tools, steps, rollout, data, health, configuring);
    }

    private boolean hasCanary() {
        return steps.deployment().request().policy().canary() != null;
    }

    void run() {
        var stays = steps.forward(PREFLIGHT, preflight::check)
                && (preparesFirst() ? pull() && bootstrap() && backUp() : backUp() && pull() && bootstrap())
                && (!migrates() || steps.forward(MIGRATE, migration::run))
                && steps.forward(START, rollout::start)
                && steps.forward(HEALTHY, rollout::becomeHealthy)
                && (!configures() || steps.forward(CHECK_CONFIGURATION, configuring::check))
                && (!hasCanary() || steps.forward(CANARY, canary::run))
                && (!configures() || steps.forward(CONFIGURE, configuring::putInPlace))
                && steps.forward(SWITCH, rollout::switchOver)
                && steps.forward(CONFIRM, confirmation::awaitKeep)
                && confirmation.bake()
                && steps.forward(RETIRE, retirement::retire);
        if (stays) {
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
        return Configuring.isPlanned(steps.deployment().request());
    }

    private boolean preparesFirst() {
        return bootstraps() && steps.deployment().before().isEmpty();
    }

    private boolean pull() {
        return steps.forward(PULL, rollout::pull);
    }

    private boolean backUp() {
        return steps.forward(BACKUP, data::backUp);
    }

    private boolean bootstrap() {
        return !bootstraps() || steps.forward(BOOTSTRAP, bootstrapping::run);
    }

    private boolean bootstraps() {
        return Bootstrapping.isPlanned(steps.deployment().request());
    }

    private boolean migrates() {
        return Migration.isPlanned(steps.deployment().request().services());
    }
}
