package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.PREFLIGHT;
import static ai.kaleem.release.agent.deploy.StepName.REMOVE;
import static ai.kaleem.release.agent.deploy.StepName.RETIRE;
import static ai.kaleem.release.agent.deploy.StepName.START;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH_BACK;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives what was taken over back to Docker Compose: the version that runs, in containers that Compose knows as its own. Where
 * one of them does not come up, the gateway serves again. After a crash it is run again from the top.
 */
final class GiveBackServices {

    private final Tools tools;
    private final StepRunner steps;
    private final GivingBack giving;

    GiveBackServices(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
        this.giving = new GivingBack(tools, steps);
    }

    void run() {
        var given = steps.forward(PREFLIGHT, giving::check)
                && steps.forward(START, giving::make)
                && steps.forward(SWITCH, giving::handOver)
                && steps.forward(RETIRE, giving::retire);
        if (given || steps.deployment().isLive()) {
            end(Phase.SUCCEEDED, null, advice());
        } else {
            giveUp();
        }
    }

    /** Changes nothing. */
    void tell() {
        if (steps.forward(PREFLIGHT, giving::check)) {
            end(
                    Phase.CANCELLED,
                    "It was a dry run: nothing was touched",
                    "Read what would change in the log of the step preflight, then ask without dryRun.");
        } else {
            giveUp();
        }
    }

    private String advice() {
        var deployment = steps.deployment();
        return "Docker Compose has it again: 'docker compose up -d' leaves it as it is while docker-compose.yml and the images it names are what they were at the adoption. Before you change either, write what runs into it: %s."
                .formatted(deployment.request().services().stream()
                        .map(it -> "%s: %s".formatted(it.name(), it.image()))
                        .collect(Collectors.joining(", ")));
    }

    private void giveUp() {
        var back = !steps.deployment().steps().hasBegun(SWITCH) || steps.back(SWITCH_BACK, giving::takeAgain);
        var removed = back && (!steps.deployment().steps().hasBegun(START) || steps.back(REMOVE, giving::remove));
        var deployment = steps.deployment();
        var why = deployment.turnBack().map(TurnBack::reason).orElse("Not given back");
        var wanted = deployment.turnBack().map(TurnBack::wanted).orElse(false);
        if (back) {
            end(
                    wanted ? Phase.CANCELLED : Phase.FAILED,
                    why,
                    "%s serves %s as it did%s. Mend the cause and ask again."
                            .formatted(
                                    deployment.request().version(),
                                    deployment.place(),
                                    removed
                                            ? ""
                                            : "; the containers that were made for Docker Compose are still there"));
        } else {
            end(
                    Phase.ROLLBACK_FAILED,
                    why,
                    "A person is needed on %s now: bring the stack up with 'docker compose up -d', or roll back to %s."
                            .formatted(
                                    deployment.request().agent(),
                                    deployment.request().version()));
        }
    }

    private void end(Phase end, @Nullable String why, @Nullable String next) {
        tools.ledger()
                .change(
                        steps.deployment().id(),
                        it -> it.end(end, why, next, tools.ledger().now()));
    }
}
