package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /**
     * The last try to bring the release there, which another may follow.
     *
     * @param current what serves there; null for nothing
     * @throws NotNow where none may
     */
    Deployment triedAgain(Release release, String environment, @Nullable Good current) {
        var last = Meant.of(release, environment, it -> it.kind() == Kind.RELEASE);
        if (last.kind() != Kind.RELEASE || !last.state().isEnd()) {
            throw NotNow.onItsWay(release, last);
        }
        switch (last.state()) {
            case SUCCEEDED -> throw NotNow.runs(release, last);
            case ROLLBACK_FAILED -> throw NotNow.broken(last);
            default -> {}
        }
        if (!release.isChecked(last.id())) {
            throw NotNow.unchecked(release, last);
        }
        if (current != null && current.at().isAfter(last.since())) {
            throw NotNow.newer(release, current, last);
        }
        return last;
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
