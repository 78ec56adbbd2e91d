package ai.kaleem.release.api.release;

import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.DeploymentId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a newer release take the place of those that were asked for before it and hold no turn yet, where the plan says so.
 * May be repeated: what has its turn by now keeps it.
 */
final class Supersede {

    private static final int PAGE = 100;

    private final Releases releases;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Clock clock;

    Supersede(Releases releases, ChangeRelease changes, TakeTurn turns, Clock clock) {
        this.releases = releases;
        this.changes = changes;
        this.turns = turns;
        this.clock = clock;
    }

    void by(Release newer, Deployment deployment) {
        if (deployment.isRollback() || !deployment.plan().decisions().supersede()) {
            return;
        }
        for (var one : olderThan(deployment.id(), newer.app(), deployment.environment())) {
            releases.readable(one.releaseId()).ifPresent(it -> end(it, one.deploymentId(), newer));
        }
    }

    private void end(Release older, DeploymentId id, Release newer) {
        var changed = changes.change(older, it -> it.superseded(id, newer, clock.instant()));
        if (changed.deployment(id).orElseThrow().state().isEnd()) {
            turns.advance(changed, id);
        }
    }

    private List<Open> olderThan(DeploymentId newer, String app, String environment) {
        var older = new ArrayList<Open>();
        DeploymentId last = null;
        while (true) {
            var page = releases.open(app, environment, last, PAGE);
            page.stream()
                    .filter(it -> it.deploymentId().value().compareTo(newer.value()) < 0)
                    .forEach(older::add);
            if (page.size() < PAGE) {
                return older;
            }
            last = page.getLast().deploymentId();
        }
    }
}
