package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.MIGRATE;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Changes the data for a new version: each migrating service's command, once, in a container of its new image. Nothing
 * interrupts one that has begun but its own timeout. None is ever begun twice: its container's exit code answers, and where
 * none can be had, it has failed.
 */
final class Migration {

    private static final int LINES = 200;
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Tools tools;
    private final StepRunner steps;
    private final Rollout rollout;

    Migration(Tools tools, StepRunner steps, Rollout rollout) {
        this.tools = tools;
        this.steps = steps;
        this.rollout = rollout;
    }

    static boolean isPlanned(List<ServiceSpec> services) {
        return services.stream().anyMatch(it -> it.migrate() != null);
    }

    /** The data may not be what it was before, for the version before. */
    static boolean needsUndoing(Deployment deployment) {
        if (!deployment.steps().hasBegun(MIGRATE)) {
            return false;
        }
        return deployment.steps().state(MIGRATE) != StepState.DONE
                || deployment.request().services().stream()
                        .map(ServiceSpec::migrate)
                        .anyMatch(it -> it != null && !it.reversible());
    }

    /** In the order of the plan, each one at its end before the next is begun. */
    Result run() {
        var details = new ArrayList<String>();
        var evidence = new StringBuilder();
        for (var service : steps.deployment().request().services()) {
            if (service.migrate() != null) {
                details.add(run(service, service.migrate(), evidence));
            }
        }
        return details.isEmpty()
                ? new Result.Nothing("the plan names no migration")
                : new Result.Done(String.join("; ", details), evidence.toString(), (page, it) -> {});
    }

    private String run(ServiceSpec service, ServiceSpec.Migration migration, StringBuilder evidence) {
        var spec = spec(steps.deployment(), service, migration);
        var container = spec.name();
        begin(service, spec);
        var failure = awaitEnd(service, migration, container);
        evidence.append("--- %s\n%s\n".formatted(container, tools.host().logs(container, LINES)));
        if (failure.isPresent()) {
            throw new StepFailed(failure.get(), evidence.toString());
        }
        return "%s migrated; %s"
                .formatted(
                        service.name(),
                        migration.reversible()
                                ? "the version before can work with that"
                                : "going back from here takes a restore");
    }

    /**
     * The journal hears before the engine does: a start that nobody can tell of any more has to count as one. Only what the
     * engine knows to have run is waited for instead.
     */
    private void begin(ServiceSpec service, ContainerSpec spec) {
        var told = steps.deployment().deeds().hasBegunMigrating(service.name());
        var there = tools.host().inspect(spec.name());
        if (there.filter(it -> it.startedAt() != null).isPresent()) {
            return;
        }
        if (told) {
            throw new StepFailed(
                    "it cannot be known whether the migration of %s ran: the agent was cut off as it started it, and %s. It is not run twice"
                            .formatted(
                                    service.name(),
                                    there.isEmpty()
                                            ? "its container is gone"
                                            : "its container says nothing of a start"));
        }
        tools.host().create(spec);
        tools.ledger().change(steps.deployment().id(), it -> it.deeds().beginMigrating(service.name()));
        tools.host().startOnce(spec.name());
    }

    /** Why it failed; empty where it did not. */
    private Optional<String> awaitEnd(ServiceSpec service, ServiceSpec.Migration migration, String container) {
        while (true) {
            var state = tools.host().inspect(container).orElse(null);
            if (state == null) {
                return Optional.of(
                        "the migration of %s was taken away before it said how it ended".formatted(service.name()));
            }
            if (!state.running()) {
                return failure(service, state);
            }
            var end = Objects.requireNonNullElseGet(state.startedAt(), tools.ledger()::now)
                    .plus(migration.timeout());
            if (!tools.ledger().now().isBefore(end)) {
                tools.host().stop(container, service.stopGrace());
                return Optional.of("the migration of %s took longer than %s and was ended"
                        .formatted(service.name(), Words.of(migration.timeout())));
            }
            steps.await(LOOK_EVERY);
        }
    }

    private static Optional<String> failure(ServiceSpec service, ContainerState state) {
        var exit = state.exitCode();
        if (exit == null) {
            return Optional.of("the migration of %s left no exit code".formatted(service.name()));
        }
        return exit == 0
                ? Optional.empty()
                : Optional.of("the migration of %s ended with %d".formatted(service.name(), exit));
    }

    private ContainerSpec spec(Deployment deployment, ServiceSpec service, ServiceSpec.Migration migration) {
        var serving = Containers.spec(tools, deployment, service);
        return new ContainerSpec(
                serving.place(),
                serving.deployment(),
                serving.release(),
                serving.version(),
                once(service, name(service), migration.run()),
                serving.image(),
                serving.envFile(),
                serving.template());
    }

    /** Where the migration of the service ran. */
    static String container(Deployment deployment, ServiceSpec service) {
        return ContainerSpec.name(deployment.place(), name(service), deployment.id());
    }

    /** No plan can name a service so. */
    private static String name(ServiceSpec service) {
        return service.name() + ".migrate";
    }

    /** As the service is, without anything that would serve. */
    static ServiceSpec once(ServiceSpec it, String name, List<String> run) {
        return ServiceSpecBuilder.builder()
                .name(name)
                .image(it.image())
                .command(run)
                .envFile(it.envFile())
                .environment(it.environment())
                .volumes(it.volumes())
                .networks(it.networks())
                .memory(it.memory())
                .cpus(it.cpus())
                .stopGrace(it.stopGrace())
                .dependsOn(it.dependsOn())
                .build();
    }
}
