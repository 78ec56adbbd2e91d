package ai.kaleem.release.api.environment;

import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.api.environment.Environment.Holder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Environments in memory. */
public class MemoryEnvironments implements Environments {

    private final Map<String, Environment> all = new TreeMap<>();
    private final Clock clock;

    public MemoryEnvironments(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<Environment> find(String app, String environment) {
        return Optional.ofNullable(all.get(app + "/" + environment));
    }

    @Override
    public synchronized List<Environment> held() {
        return all.values().stream().filter(it -> it.holder() != null).toList();
    }

    @Override
    public synchronized Turn take(String app, String environment, ReleaseId release, DeploymentId deployment) {
        var now = get(app, environment);
        var holder = now.holder();
        if (holder == null) {
            return hold(now, new Holder(deployment, release, false, null, clock.instant()));
        }
        return holder.deploymentId().equals(deployment)
                ? new Turn.Taken(now.epoch(), holder.aborts())
                : new Turn.HeldBy(holder.deploymentId());
    }

    @Override
    public synchronized Turn seize(String app, String environment, ReleaseId release, DeploymentId deployment) {
        var now = get(app, environment);
        var holder = now.holder();
        if (holder != null && holder.deploymentId().equals(deployment)) {
            return new Turn.Taken(now.epoch(), holder.aborts());
        }
        if (now.isPastRollback(deployment)) {
            return new Turn.HeldBy(Objects.requireNonNull(now.lastRollback()));
        }
        var aborts = holder == null ? null : holder.deploymentId();
        return hold(now, new Holder(deployment, release, true, aborts, clock.instant()));
    }

    @Override
    public synchronized void remember(String app, String environment, Good good, long epoch, boolean rollback) {
        var now = get(app, environment);
        if (now.goodEpoch() < epoch) {
            var list = now.goodAfter(good, rollback);
            put(new Environment(app, environment, now.epoch(), now.holder(), now.lastRollback(), list, epoch));
        }
    }

    @Override
    public synchronized void leave(String app, String environment, long epoch) {
        var now = get(app, environment);
        if (now.goodEpoch() < epoch) {
            put(new Environment(app, environment, now.epoch(), now.holder(), now.lastRollback(), List.of(), epoch));
        }
    }

    @Override
    public synchronized void fence(String app, String environment, DeploymentId deployment) {
        var now = get(app, environment);
        var holder = now.holder();
        if (holder != null && holder.deploymentId().equals(deployment)) {
            put(new Environment(
                    app, environment, now.epoch() + 1, holder, now.lastRollback(), now.good(), now.goodEpoch()));
        }
    }

    @Override
    public synchronized void giveBack(String app, String environment, DeploymentId deployment) {
        var now = get(app, environment);
        var holder = now.holder();
        if (holder != null && holder.deploymentId().equals(deployment)) {
            put(new Environment(app, environment, now.epoch(), null, now.lastRollback(), now.good(), now.goodEpoch()));
        }
    }

    private Turn hold(Environment now, Holder holder) {
        var last = holder.rollback() ? holder.deploymentId() : now.lastRollback();
        put(new Environment(now.app(), now.name(), now.epoch() + 1, holder, last, now.good(), now.goodEpoch()));
        return new Turn.Taken(now.epoch() + 1, holder.aborts());
    }

    private Environment get(String app, String environment) {
        return find(app, environment).orElseGet(() -> Environment.untouched(app, environment));
    }

    private void put(Environment environment) {
        all.put(environment.app() + "/" + environment.name(), environment);
    }
}
