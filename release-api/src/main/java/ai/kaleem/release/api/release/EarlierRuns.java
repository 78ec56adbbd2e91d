package ai.kaleem.release.api.release;

import ai.kaleem.release.api.release.ReleaseView.DeploymentView;
import ai.kaleem.release.api.release.ReleaseView.StepView;
import ai.kaleem.release.api.release.RollbackPlan.Takes;
import ai.kaleem.release.api.release.RollbackPlan.Way;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long the ways out took in an environment before: from the agent's first step until all traffic was on the version, by
 * the agent's clock. Only what ended SUCCEEDED there counts.
 */
final class EarlierRuns {

    /** Releases looked at, newest first. */
    private static final int LOOKED_AT = 50;

    private final List<DeploymentView> deployments;

    private EarlierRuns(List<DeploymentView> deployments) {
        this.deployments = deployments;
    }

    static EarlierRuns in(Releases releases, String app, String environment) {
        var page = releases.list(new ReleaseFilter(app, environment, null, null, LOOKED_AT));
        return new EarlierRuns(page.items().stream()
                .flatMap(it -> it.deployments().stream())
                .filter(it -> it.environment().equals(environment) && it.state() == DeploymentState.SUCCEEDED)
                .filter(it -> it.kind() == Kind.RELEASE || it.kind() == Kind.ROLLBACK)
                .toList());
    }

    /** @return null where there was no such run */
    @Nullable Takes of(Way way) {
        var times = deployments.stream()
                .filter(it -> wayOf(it) == way)
                .flatMap(it -> untilItServed(it).stream())
                .sorted()
                .toList();
        return times.isEmpty()
                ? null
                : new Takes(times.size(), seconds(times.get((times.size() - 1) / 2)), seconds(times.getLast()));
    }

    private static Way wayOf(DeploymentView it) {
        if (it.kind() == Kind.RELEASE) {
            return Way.ROLL_FORWARD;
        }
        return step(it, "restore").isPresent() ? Way.IMAGE_AND_DATA : Way.IMAGE_ONLY;
    }

    private static Optional<Duration> untilItServed(DeploymentView it) {
        var begun = it.steps().stream()
                .map(StepView::startedAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
        Optional<Instant> served = step(it, "switch").map(StepView::finishedAt);
        return begun.flatMap(from -> served.map(to -> Duration.between(from, to)));
    }

    private static Optional<StepView> step(DeploymentView it, String name) {
        return it.steps().stream()
                .filter(step -> step.name().equals(name) && step.state() == StepState.DONE)
                .findFirst();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
