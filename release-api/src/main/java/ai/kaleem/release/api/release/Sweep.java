package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Agents;
import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Hold;
import com.github.f4b6a3.ulid.Ulid;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finishes what a crash left half done, and looks at the clock. Idempotent, and cheap: unfinished deployments are listed in
 * a small collection of their own, and each is read only when it is due. What is remembered here only saves reading; after a
 * start everything is looked at once.
 */
public final class Sweep {

    private static final Duration HALF_WRITTEN = Duration.ofSeconds(30);

    private final Releases releases;
    private final Environments environments;
    private final Agents agents;
    private final ChangeRelease changes;
    private final TakeTurn turns;
    private final Supersede supersede;
    private final Patience patience;
    private final Clock clock;
    private final Map<DeploymentId, Seen> seen = new HashMap<>();
    private final OneByOne tried = new OneByOne();

    public Sweep(
            Releases releases,
            Environments environments,
            Agents agents,
            ChangeRelease changes,
            TakeTurn turns,
            Patience patience,
            Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.agents = agents;
        this.changes = changes;
        this.turns = turns;
        this.supersede = new Supersede(releases, changes, turns, clock);
        this.patience = patience;
        this.clock = clock;
    }

    /** @param held whether something but its turn is what it waits for */
    private record Seen(DeploymentState state, Instant again, boolean held) {}

    private record Place(String app, String environment) {}

    public synchronized void sweep() {
        var now = clock.instant();
        var open = releases.open();
        var ids = new HashSet<DeploymentId>();
        for (var one : open) {
            ids.add(one.deploymentId());
            var known = seen.get(one.deploymentId());
            if (known == null || !now.isBefore(known.again())) {
                tried.with(one.deploymentId(), now, () -> look(one, now));
            }
        }
        seen.keySet().retainAll(ids);
        tried.forgetAllBut(ids);
        var held = environments.held();
        held.forEach(it -> finish(it, ids, now));
        handOut(open, held, now);
    }

    private void look(Open open, Instant now) {
        var release = releases.find(open.releaseId());
        var found = release.flatMap(it -> it.deployment(open.deploymentId()));
        if (release.isEmpty() || found.isEmpty()) {
            neverStored(open, now);
            return;
        }
        supersede.by(release.get(), found.get());
        var changed = attend(release.get(), open.deploymentId(), now);
        var deployment = changed.deployment(open.deploymentId()).orElseThrow();
        if (deployment.state().isEnd()) {
            turns.advance(changed, deployment.id());
            releases.close(open);
        } else if (deployment.isRollback()) {
            turns.advance(changed, deployment.id());
        }
        var hold = deployment.state() == DeploymentState.WAITING && !deployment.isRollback()
                ? turns.sayWhy(changed, deployment)
                : Optional.<Hold>empty();
        var again = now.plus(pause(deployment.state()));
        var until = hold.map(Hold::until).filter(again::isAfter).orElse(again);
        seen.put(open.deploymentId(), new Seen(deployment.state(), until, hold.isPresent()));
    }

    private Release attend(Release release, DeploymentId id, Instant now) {
        return changes.change(release, it -> {
            var deployment = it.deployment(id).orElseThrow();
            var beat =
                    agents.find(deployment.plan().agent()).map(Agents.Heard::at).orElse(null);
            return it.attend(deployment, beat, now, patience);
        });
    }

    /** How long a state may go unwatched; facts move it in the meantime. */
    private static Duration pause(DeploymentState state) {
        return switch (state) {
            case DEPLOYING, VERIFYING, BAKING, ROLLING_BACK -> Duration.ofSeconds(2);
            case REQUESTED, CHECKING, AWAITING_APPROVAL -> Duration.ofSeconds(5);
            case WAITING -> Duration.ofSeconds(20);
            case SUCCEEDED, REJECTED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, CANCELLED -> Duration.ofSeconds(5);
        };
    }

    /** It was opened, then somebody crashed before it was stored: nobody was promised anything. */
    private void neverStored(Open open, Instant now) {
        var opened = Ulid.from(open.deploymentId().value()).getInstant();
        if (opened.plus(HALF_WRITTEN).isBefore(now)) {
            environments.giveBack(open.app(), open.environment(), open.deploymentId());
            releases.close(open);
        }
    }

    /** A holder that still waits crashed between its turn and its start; one that is closed lost the write that frees it. */
    private void finish(Environment environment, Set<DeploymentId> open, Instant now) {
        var holder = environment.holder();
        if (holder == null) {
            return;
        }
        var known = seen.get(holder.deploymentId());
        var isHalf = known != null && known.state() == DeploymentState.WAITING;
        if (isHalf || !open.contains(holder.deploymentId())) {
            tried.with(
                    holder.deploymentId(),
                    now,
                    () -> releases.find(holder.releaseId())
                            .filter(it -> it.deployment(holder.deploymentId()).isPresent())
                            .ifPresent(it -> turns.advance(it, holder.deploymentId())));
            seen.remove(holder.deploymentId());
        }
    }

    /** Gives free turns to whoever waits: a crash may have come before they asked. */
    private void handOut(List<Open> open, List<Environment> held, Instant now) {
        var taken = new HashSet<Place>();
        held.forEach(it -> taken.add(new Place(it.app(), it.name())));
        for (var one : open) {
            var known = Optional.ofNullable(seen.get(one.deploymentId()));
            var waits = known.filter(it -> it.state() == DeploymentState.WAITING && !it.held())
                    .isPresent();
            if (waits && taken.add(new Place(one.app(), one.environment()))) {
                tried.with(
                        one.deploymentId(),
                        now,
                        () -> releases.find(one.releaseId()).ifPresent(it -> turns.advance(it, one.deploymentId())));
                seen.remove(one.deploymentId());
            }
        }
    }
}
