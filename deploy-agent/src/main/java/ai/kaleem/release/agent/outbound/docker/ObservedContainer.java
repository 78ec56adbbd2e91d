package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.ContainerState;
import ai.kaleem.release.agent.deploy.ContainerState.Health;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Docker's words for a container of ours, in ours. */
final class ObservedContainer {

    /** Docker's "never": the year 1. */
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private ObservedContainer() {}

    static ContainerState state(InspectContainerResponse container) {
        var labels = Objects.requireNonNull(container.getConfig().getLabels());
        var state = container.getState();
        var running = Boolean.TRUE.equals(state.getRunning()) && !Boolean.TRUE.equals(state.getRestarting());
        var finished = instant(state.getFinishedAt());
        return new ContainerState(
                container.getName().substring(1),
                new Place(label(labels, Labels.APP), label(labels, Labels.ENVIRONMENT)),
                label(labels, Labels.SERVICE),
                new DeploymentId(label(labels, Labels.DEPLOYMENT)),
                new ReleaseId(label(labels, Labels.RELEASE)),
                label(labels, Labels.VERSION),
                container.getImageId(),
                running,
                health(state.getHealth()),
                Objects.requireNonNullElse(container.getRestartCount(), 0),
                finished == null ? null : state.getExitCode(),
                running ? Networks.address(container, List.of()).orElse(null) : null,
                instant(state.getStartedAt()));
    }

    /** Why it is of no use; whoever made it. */
    static Optional<String> fault(String name, InspectContainerResponse.ContainerState state) {
        if (!Boolean.TRUE.equals(state.getRunning()) || Boolean.TRUE.equals(state.getRestarting())) {
            return Optional.of("container %s does not run".formatted(name));
        }
        return health(state.getHealth()) == Health.UNHEALTHY
                ? Optional.of("Docker's healthcheck of %s says unhealthy".formatted(name))
                : Optional.empty();
    }

    /** It runs, and its healthcheck, where it has one, says healthy. */
    static boolean isReady(InspectContainerResponse.ContainerState state) {
        return Boolean.TRUE.equals(state.getRunning())
                && !Boolean.TRUE.equals(state.getRestarting())
                && switch (health(state.getHealth())) {
                    case NONE, HEALTHY -> true;
                    case STARTING, UNHEALTHY -> false;
                };
    }

    private static String label(Map<String, String> labels, String name) {
        return Objects.requireNonNullElse(labels.get(name), "");
    }

    private static Health health(@Nullable HealthState health) {
        return switch (health == null ? "none" : String.valueOf(health.getStatus())) {
            case "starting" -> Health.STARTING;
            case "healthy" -> Health.HEALTHY;
            case "unhealthy" -> Health.UNHEALTHY;
            default -> Health.NONE;
        };
    }

    private static @Nullable Instant instant(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        var at = Instant.parse(text);
        return at.equals(NEVER) ? null : at;
    }
}
