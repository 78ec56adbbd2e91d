package ai.kaleem.release.api.outbound.metrics;

import ai.kaleem.release.api.release.Entry;
import ai.kaleem.release.api.release.Release;
import ai.kaleem.release.api.release.ReleaseView.DeploymentView;
import ai.kaleem.release.common.contract.Told;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/**
 * Counts what was told, and times deployments from the request to their end:
 * {@code release.events{type, environment}} and {@code deployment.duration{environment, kind, status}}.
 */
public final class StoryMeter {

    private final MeterRegistry meters;

    public StoryMeter(MeterRegistry meters) {
        this.meters = meters;
    }

    /** @param told what was stored with the release just now */
    public void stored(Release release, List<Told> told) {
        for (var it : told) {
            meters.counter(
                            "release.events",
                            "type",
                            it.event().type(),
                            "environment",
                            it.standing().environment())
                    .increment();
            if (it.standing().state().isEnd()) {
                ended(release, it);
            }
        }
    }

    private void ended(Release release, Told told) {
        var isEnd = release.story().stream()
                .filter(it -> it.event().deploymentId().equals(told.event().deploymentId()))
                .filter(it -> it.state().isEnd())
                .map(Entry::number)
                .findFirst()
                .filter(it -> it == told.number())
                .isPresent();
        if (isEnd) {
            release.view().deployments().stream()
                    .filter(it -> it.id().equals(told.event().deploymentId()))
                    .forEach(it -> record(it, told));
        }
    }

    private void record(DeploymentView deployment, Told told) {
        Timer.builder("deployment.duration")
                .description("From the request to the end of a deployment")
                .tag("environment", deployment.environment())
                .tag("kind", deployment.kind().name())
                .tag("status", deployment.state().name())
                .register(meters)
                .record(Duration.between(deployment.requestedAt(), told.event().at()));
    }
}
