package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All attempts to put one release into environments, oldest first. */
final class Deployments {

    /** A release that is gone back to again and again stays small enough to be stored. */
    private static final int WITH_EVIDENCE = 4;

    private final List<Deployment> all = new ArrayList<>();

    Deployments(List<DeploymentSnapshot> stored) {
        stored.stream().map(Deployment::new).forEach(all::add);
    }

    Deployment add(DeploymentSnapshot wanted) {
        var deployment = new Deployment(wanted);
        all.subList(0, Math.max(0, all.size() - WITH_EVIDENCE)).forEach(Deployment::forgetEvidence);
        all.add(deployment);
        return deployment;
    }

    List<Deployment> all() {
        return List.copyOf(all);
    }

    Optional<Deployment> find(DeploymentId wanted) {
        return all.stream().filter(it -> it.id().equals(wanted)).findFirst();
    }

    /** The newest that ended well there, and so knows which images ran. */
    Optional<Deployment> goodOne(String environment) {
        return all.reversed().stream()
                .filter(it -> it.environment().equals(environment) && it.state() == DeploymentState.SUCCEEDED)
                .findFirst();
    }

    Optional<Deployment> unfinishedRollback(String environment) {
        return unfinished(environment, Kind.ROLLBACK);
    }

    /** What brings the release there and has not ended. */
    Optional<Deployment> onItsWay(String environment) {
        return unfinished(environment, Kind.RELEASE);
    }

    Optional<Deployment> unfinished(String environment, Kind kind) {
        return all.stream()
                .filter(it -> it.kind() == kind && it.environment().equals(environment))
                .filter(it -> !it.state().isEnd())
                .findFirst();
    }

    /** Whether nothing is under way. */
    boolean areSettled() {
        return all.stream().allMatch(it -> it.state().isEnd());
    }

    List<DeploymentSnapshot> snapshots() {
        return all.stream().map(Deployment::snapshot).toList();
    }
}
