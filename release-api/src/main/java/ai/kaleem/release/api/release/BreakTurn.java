package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.DeploymentId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an environment's turn from a deployment whose agent does not come back, so that others can go on, there or with
 * another agent. Every step may be repeated: the epoch is raised first, then the deployment ends, then the turn is free.
 */
public final class BreakTurn {

    private static final Logger log = LoggerFactory.getLogger(BreakTurn.class);
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
        var release = releases.readable(wanted.releaseId());
        if (release.isEmpty()) {
            free(wanted, by, reason);
            return;
        }
        var epoch = release.get()
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

    /** Nothing can be told of a release that cannot be read, but it need not hold up the others. */
    private void free(Open open, String by, String reason) {
        log.warn("{} took the turn of {} from {}, which cannot be read: {}", by, open.environment(), open, reason);
        environments.fence(open.app(), open.environment(), open.deploymentId());
        turns.free(open.app(), open.environment(), open.deploymentId());
    }

    private void giveUp(Open open, long upToEpoch, String by, String reason) {
        var id = open.deploymentId();
        releases.readable(open.releaseId())
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
