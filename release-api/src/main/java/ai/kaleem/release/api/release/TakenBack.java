package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.common.contract.AgentReport.Backup;
import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.ReleaseId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rollback to a release takes back: each release that took over since, oldest first, by the deployment that did it,
 * what is under way at the end. The backup that belongs to the target is that of the first of them, taken before it changed
 * anything; an agent chooses it the same way, from its journal.
 *
 * @param known false where it is not remembered what came after the target
 * @param underWay whether the last one is still under way
 */
record TakenBack(List<One> all, boolean known, boolean underWay) {

    private static final Set<String> TOUCHES_DATA = Set.of("bootstrap", "migrate", "start");

    /** @param release that took over, or was about to */
    record One(ReleaseId release, String version, Deployment deployment) {

        /** Of what was migrated, that which the version before may be unable to work with. */
        List<ReleaseView.MigrationView> irreversible() {
            return Migrations.of(deployment.snapshot()).stream()
                    .filter(it -> it.begun() && !it.reversible())
                    .toList();
        }
    }

    static TakenBack by(Release target, Environment environment, Releases releases) {
        var ids = new ArrayList<ReleaseId>();
        var known = false;
        for (var good : environment.good()) {
            if (good.releaseId().equals(target.id())) {
                ids.clear();
                known = true;
            } else if (known) {
                ids.add(good.releaseId());
            }
        }
        var all = new ArrayList<One>();
        ids.stream()
                .distinct()
                .flatMap(it -> one(releases, it, null, environment.name()).stream())
                .forEach(all::add);
        var complete = all.size() == ids.stream().distinct().count();
        var holder = environment.holder();
        var pending = holder == null || holder.rollback()
                ? Optional.<One>empty()
                : one(releases, holder.releaseId(), holder.deploymentId(), environment.name());
        pending.ifPresent(all::add);
        return new TakenBack(List.copyOf(all), known && complete, pending.isPresent());
    }

    private static Optional<One> one(
            Releases releases, ReleaseId id, @Nullable DeploymentId wanted, String environment) {
        return releases.readable(id)
                .flatMap(release -> release.deployments().reversed().stream()
                        .filter(it -> !it.isRollback() && it.environment().equals(environment))
                        .filter(it -> wanted == null
                                ? it.state() == DeploymentState.SUCCEEDED
                                : it.id().equals(wanted))
                        .findFirst()
                        .map(it -> new One(id, release.version(), it)));
    }

    /** Whether the target serves, and what is under way has changed nothing. */
    boolean nothingTouched() {
        return known
                && all.stream()
                        .allMatch(it -> it.deployment().steps().stream()
                                .filter(step -> TOUCHES_DATA.contains(step.name()))
                                .map(Step::startedAt)
                                .allMatch(at -> at == null))
                && (all.isEmpty() || underWay && all.size() == 1);
    }

    List<One> irreversible() {
        return all.stream().filter(it -> !it.irreversible().isEmpty()).toList();
    }

    /** The earliest sealed backup of a datastore by the first that took over. */
    Optional<Backup> backupOf(String datastore) {
        var report =
                all.isEmpty() ? null : all.getFirst().deployment().reports().agent();
        return report == null
                ? Optional.empty()
                : report.backups().stream()
                        .filter(it -> it.sealed() && it.datastore().equals(datastore))
                        .min(Comparator.comparing(Backup::takenAt));
    }

    /** @throws MigrationInTheWay where the target may be unable to work with the data as it is */
    void requireReversible(WantedRollback wanted, String target) {
        irreversible().stream().findFirst().ifPresent(it -> {
            throw new MigrationInTheWay(
                    "%s migrated the data of %s, and its plan does not say that %s can work with it. Ask with data: restore to go back to the backup from before it, or with despiteMigration: true to keep the data as it is; ?dryRun=true shows what either costs"
                            .formatted(it.version(), wanted.environment(), target));
        });
    }
}
