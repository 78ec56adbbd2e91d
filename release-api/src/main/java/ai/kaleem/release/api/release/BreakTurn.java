package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.DeploymentId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Takes an environment's turn from a deployment whose agent does not come back, so that others can go on, there or with
 * another agent. Every step may be repeated: the epoch is raised first, then the deployment ends, then the turn is free.
 */
public final class BreakTurn {

    private static final int UNFINISHED = 1_000;

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    public BreakTurn(Releases releases, Environments environments, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.changes = changes;
        this.turns = turns;
        this.clock = clock;
    }

    /**
     * Durable when it returns. What the deployment itself had pre-empted, and never heard of again, is given up with it.
     *
     * @param by who gives it up
     * @throws NotUnderWay where no agent is at work on it
     */
    public void breakTurn(String app, String environment, DeploymentId deployment, String by, String reason) {
        var open = releases.open(app, environment, null, UNFINISHED);
        var wanted = find(open, deployment).orElseThrow(() -> notUnderWay(app, environment, deployment));
        var epoch = releases.get(wanted.releaseId())
                .deployment(deployment)
                .filter(Deployment::isUnderWay)
                .map(Deployment::epoch)
                .orElseThrow(() -> notUnderWay(app, environment, deployment));
        environments.fence(app, environment, deployment);
        open.stream()
                .filter(it -> !it.deploymentId().equals(deployment))
                .forEach(it -> giveUp(it, epoch - 1, by, reason));
        giveUp(wanted, epoch, by, reason);
    }

    private void giveUp(Open open, long upToEpoch, String by, String reason) {
        var id = open.deploymentId();
        releases.find(open.releaseId())
                .filter(it -> it.deployment(id)
                        .filter(Deployment::isUnderWay)
                        .filter(its -> its.epoch() <= upToEpoch)
                        .isPresent())
                .ifPresent(it -> {
                    var ended = changes.change(
                            it,
                            now -> new GivingUp(now, now.deployment(id).orElseThrow())
                                    .giveUp(by, reason, clock.instant()));
                    turns.advance(ended, id);
                });
    }

    private static Optional<Open> find(List<Open> open, DeploymentId deployment) {
        return open.stream().filter(it -> it.deploymentId().equals(deployment)).findFirst();
    }

    private static NotUnderWay notUnderWay(String app, String environment, DeploymentId deployment) {
        return new NotUnderWay(
                "No agent is at work on deployment %s; GET /api/v1/apps/%s/environments/%s says which one is under way"
                        .formatted(deployment, app, environment));
    }
}
