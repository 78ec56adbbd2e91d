package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.CONFIRM;
import static ai.kaleem.release.agent.deploy.StepName.HEALTHY;
import static ai.kaleem.release.agent.deploy.StepName.PREFLIGHT;
import static ai.kaleem.release.agent.deploy.StepName.REMOVE;
import static ai.kaleem.release.agent.deploy.StepName.RETIRE;
import static ai.kaleem.release.agent.deploy.StepName.START;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH_BACK;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what Docker Compose runs: starts the same beside it, hands the port over, and keeps it once it is confirmed and
 * baked; or lets Compose's own containers serve again. After a crash it is run again from the top: what has a result is
 * passed over.
 */
final class AdoptServices {

    private final Tools tools;
    private final StepRunner steps;
    private final Adoption adoption;
    private final Rollout rollout;
    private final Confirmation confirmation;

    AdoptServices(Tools tools, StepRunner steps) {
        var health = new Health(tools, steps);
        this.tools = tools;
        this.steps = steps;
        this.rollout = new Rollout(tools, steps, health);
        this.adoption = new Adoption(tools, steps, rollout, new Retirement(tools, steps));
        this.confirmation = new Confirmation(
                tools,
                steps,
                new Watch(tools, health),
                steps.deployment().steps().hasEnded(SWITCH));
    }

    void run() {
        var stays = steps.forward(PREFLIGHT, adoption::check)
                && steps.forward(START, adoption::start)
                && steps.forward(HEALTHY, rollout::becomeHealthy)
                && steps.forward(SWITCH, adoption::handOver)
                && steps.forward(CONFIRM, confirmation::awaitKeep)
                && confirmation.bake()
                && steps.forward(RETIRE, adoption::retire);
        if (stays) {
            end(Phase.SUCCEEDED, null, null);
        } else {
            giveUp();
        }
    }

    /** Changes nothing. */
    void tell() {
        if (steps.forward(PREFLIGHT, adoption::check)) {
            end(
                    Phase.CANCELLED,
                    "It was a dry run: nothing was touched",
                    "Read what would change in the log of the step preflight, then ask for the adoption without dryRun.");
        } else {
            giveUp();
        }
    }

    private void giveUp() {
        var back = !steps.deployment().steps().hasBegun(SWITCH) || steps.back(SWITCH_BACK, adoption::handBack);
        if (back) {
            steps.back(REMOVE, adoption::remove);
        }
        var deployment = steps.deployment();
        var why = deployment.turnBack().map(TurnBack::reason).orElse("Taken back");
        if (back) {
            var wanted = deployment.turnBack().map(TurnBack::wanted).orElse(false);
            end(
                    deployment.isLive() ? Phase.ROLLED_BACK : wanted ? Phase.CANCELLED : Phase.FAILED,
                    why,
                    "What Docker Compose started serves in %s. Mend the cause and ask for the adoption again."
                            .formatted(deployment.place()));
        } else {
            end(
                    Phase.ROLLBACK_FAILED,
                    why,
                    "A person is needed on %s now: start %s with 'docker start', or the whole stack with 'docker compose up -d'."
                            .formatted(
                                    deployment.request().agent(),
                                    String.join(
                                            ", ",
                                            deployment.prepared().takenOver().values().stream()
                                                    .map(Adopted::container)
                                                    .toList())));
        }
    }

    private void end(Phase end, @Nullable String why, @Nullable String next) {
        tools.ledger()
                .change(
                        steps.deployment().id(),
                        it -> it.end(end, why, next, tools.ledger().now()));
    }
}
