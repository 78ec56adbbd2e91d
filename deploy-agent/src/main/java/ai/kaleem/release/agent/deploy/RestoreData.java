package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.HEALTHY;
import static ai.kaleem.release.agent.deploy.StepName.PREFLIGHT;
import static ai.kaleem.release.agent.deploy.StepName.RESTORE;
import static ai.kaleem.release.agent.deploy.StepName.START;
import static ai.kaleem.release.agent.deploy.StepName.SWITCH;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings data back as it was in backups that a person named. Requests wait and the containers that serve are stopped meanwhile;
 * the same ones serve again afterwards. Where it does not go well, the data is put back as it was.
 */
final class RestoreData {

    private final Tools tools;
    private final StepRunner steps;
    private final DataProtection data;
    private final Rollout rollout;
    private final Drift drift;
    private final GoBack goBack;

    RestoreData(Tools tools, StepRunner steps) {
        var health = new Health(tools, steps);
        this.tools = tools;
        this.steps = steps;
        this.data = new DataProtection(tools, steps);
        this.rollout = new Rollout(tools, steps, health);
        this.drift = new Drift(tools);
        this.goBack = new GoBack(tools, steps, rollout, data, health, new Configuring(tools, steps));
    }

    void run() {
        var serves = steps.forward(PREFLIGHT, this::check)
                && steps.forward(RESTORE, data::restoreNamed)
                && steps.forward(START, rollout::start)
                && steps.forward(HEALTHY, rollout::becomeHealthy)
                && steps.forward(SWITCH, rollout::switchOver);
        if (serves || steps.deployment().isLive()) {
            end(Phase.SUCCEEDED, null, null);
        } else {
            goBack.run();
        }
    }

    /** Says what it would do, and changes nothing. */
    void tell() {
        if (steps.forward(PREFLIGHT, this::check)) {
            end(
                    Phase.CANCELLED,
                    "It was a dry run: nothing was touched",
                    "Read what would be restored and lost in the log of the step preflight, and ask without dryRun.");
        } else {
            end(
                    Phase.FAILED,
                    steps.deployment().turnBack().map(TurnBack::reason).orElse("Not looked at"),
                    "Nothing was touched. Mend the cause and ask again.");
        }
    }

    private Result check() {
        var deployment = steps.deployment();
        var serving = Present.of(tools.ledger(), deployment);
        var lines = drift.of(serving);
        if (!lines.isEmpty()) {
            throw new StepFailed(
                    "what runs is not what was released, so it cannot be stopped and started again: ask for drift/put-right first",
                    String.join("\n", lines));
        }
        var named = Restorable.named(deployment, tools.backups());
        checkDisk();
        var containers = new HashMap<String, String>();
        deployment.request().services().forEach(it -> containers.put(it.name(), Containers.name(serving, it)));
        var prepared = new Prepared(
                serving.prepared().images(),
                containers,
                serving.prepared().envFiles(),
                serving.id(),
                serving.prepared().adopted());
        return new Result.Done(
                "What was written since %s is lost to %s; it is dumped first"
                        .formatted(
                                named.since().orElseThrow(), serving.request().version()),
                named.words(),
                (page, it) -> it.prepared(prepared, serving.request().version()));
    }

    /** The present state is dumped before it is overwritten. */
    private void checkDisk() {
        var disk = tools.host().freeDisk();
        var least = tools.settings().minFreeBytes();
        if (disk.freeBytes() < least) {
            throw new StepFailed(
                    "the disk with %s has %s left, %s are needed: make room (docker image prune) and ask again"
                            .formatted(disk.folder(), Words.bytes(disk.freeBytes()), Words.bytes(least)));
        }
    }

    private void end(Phase end, @Nullable String why, @Nullable String next) {
        tools.ledger()
                .change(
                        steps.deployment().id(),
                        it -> it.end(end, why, next, tools.ledger().now()));
    }
}
