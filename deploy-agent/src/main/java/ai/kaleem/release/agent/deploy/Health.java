package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Finds out whether a container is up: by its health path, else by Docker's own healthcheck, else by its staying alive. */
final class Health {

    /** A port that nobody listens at yet is asked again soon; only an answer counts as an attempt. */
    private static final Duration SOON = Duration.ofMillis(100);

    private final Tools tools;
    private final StepRunner steps;

    Health(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
    }

    sealed interface Verdict {

        record Healthy(String detail) implements Verdict {}

        record Unhealthy(String reason) implements Verdict {}

        /** The deployment is to go back before this was known. */
        record Unknown() implements Verdict {}
    }

    /** Unless the deployment is to go back in the meantime. */
    Verdict await(ServiceSpec service, String container) {
        return await(service, container, steps::isTurningBack);
    }

    /** On the way back there is no other way. */
    Verdict awaitAnyway(ServiceSpec service, String container) {
        return await(service, container, () -> false);
    }

    private Verdict await(ServiceSpec service, String container, BooleanSupplier isOver) {
        var health = service.health();
        return health == null
                ? awaitEngine(service, container, isOver)
                : awaitAnswer(service, health, container, isOver);
    }

    private Verdict awaitAnswer(
            ServiceSpec service, ServiceSpec.Health health, String container, BooleanSupplier isOver) {
        var last = "it was never asked";
        for (int attempt = 1; attempt <= health.attempts(); attempt++) {
            var end = System.nanoTime() + health.every().toNanos();
            var answered = false;
            while (!answered) {
                if (isOver.getAsBoolean()) {
                    return new Verdict.Unknown();
                }
                switch (ask(service, health, container)) {
                    case Probe.Answer.Up(var status) -> {
                        return new Verdict.Healthy("%s answered %d at attempt %d of %d"
                                .formatted(service.name(), status, attempt, health.attempts()));
                    }
                    case Probe.Answer.Down(var reason) -> {
                        last = reason;
                        answered = true;
                    }
                    case Probe.Answer.Silent(var reason) -> {
                        last = reason;
                        answered = System.nanoTime() - end >= 0;
                    }
                }
                if (!answered) {
                    steps.await(shorter(SOON, Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
                }
            }
            while (attempt < health.attempts() && System.nanoTime() - end < 0 && !isOver.getAsBoolean()) {
                steps.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        }
        return new Verdict.Unhealthy("%s never became healthy in %d attempts, %s apart: %s%s"
                .formatted(service.name(), health.attempts(), Words.of(health.every()), last, crashes(container)));
    }

    /** What the engine starts again and again looks like one that is slow to start, when it is asked between two crashes. */
    private String crashes(String container) {
        var restarts =
                tools.host().inspect(container).map(ContainerState::restarts).orElse(0);
        return restarts == 0 ? "" : "; meanwhile it ended by itself %d times".formatted(restarts);
    }

    /** One question. The engine's own verdict counts where it is a no: its yes may take a whole interval. */
    private Probe.Answer ask(ServiceSpec service, ServiceSpec.Health health, String container) {
        var state = tools.host().inspect(container).orElse(null);
        if (state == null) {
            return new Probe.Answer.Silent("container %s is gone".formatted(container));
        }
        if (state.address() == null || !state.running() || service.port() == null) {
            return new Probe.Answer.Silent("container %s does not run%s".formatted(container, exit(state)));
        }
        if (state.health() == ContainerState.Health.UNHEALTHY) {
            return new Probe.Answer.Down("Docker's healthcheck of %s says unhealthy".formatted(container));
        }
        return tools.probe().ask(state.address(), service.port(), health.path(), health.timeout());
    }

    private Verdict awaitEngine(ServiceSpec service, String container, BooleanSupplier isOver) {
        var end = System.nanoTime() + tools.settings().healthWait().toNanos();
        var began = System.nanoTime();
        var restarts =
                tools.host().inspect(container).map(ContainerState::restarts).orElse(0);
        while (true) {
            if (isOver.getAsBoolean()) {
                return new Verdict.Unknown();
            }
            var state = tools.host().inspect(container).orElse(null);
            if (state == null || state.restarts() > restarts || (!state.running() && state.exitCode() != null)) {
                return new Verdict.Unhealthy(
                        "%s ended by itself%s".formatted(service.name(), state == null ? "" : exit(state)));
            }
            switch (state.health()) {
                case HEALTHY -> {
                    return new Verdict.Healthy("Docker's healthcheck of %s says healthy".formatted(service.name()));
                }
                case UNHEALTHY -> {
                    return new Verdict.Unhealthy("Docker's healthcheck of %s says unhealthy".formatted(service.name()));
                }
                case NONE -> {
                    var ran = Duration.ofNanos(System.nanoTime() - began);
                    if (ran.compareTo(tools.settings().settle()) >= 0) {
                        return new Verdict.Healthy("%s runs since %s".formatted(service.name(), Words.of(ran)));
                    }
                }
                case STARTING -> {}
            }
            if (System.nanoTime() - end >= 0) {
                return new Verdict.Unhealthy("Docker's healthcheck of %s said nothing within %s"
                        .formatted(service.name(), Words.of(tools.settings().healthWait())));
            }
            steps.await(SOON);
        }
    }

    /** One look at a version that serves; empty where it is fine or where that cannot be known now. */
    Optional<String> complaint(ServiceSpec service, String container) {
        var state = tools.host().inspect(container).orElse(null);
        if (state == null) {
            return Optional.of("container %s is gone".formatted(container));
        }
        if (!state.running()) {
            return Optional.of("container %s does not run%s".formatted(container, exit(state)));
        }
        if (state.health() == ContainerState.Health.UNHEALTHY) {
            return Optional.of("Docker's healthcheck of %s says unhealthy".formatted(container));
        }
        var health = service.health();
        if (health == null) {
            return Optional.empty();
        }
        return switch (ask(service, health, container)) {
            case Probe.Answer.Up(var status) -> Optional.empty();
            case Probe.Answer.Down(var reason) -> Optional.of("%s: %s".formatted(service.name(), reason));
            case Probe.Answer.Silent(var reason) -> Optional.of("%s: %s".formatted(service.name(), reason));
        };
    }

    static String exit(ContainerState state) {
        return state.exitCode() == null ? "" : " (exit code %d)".formatted(state.exitCode());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
