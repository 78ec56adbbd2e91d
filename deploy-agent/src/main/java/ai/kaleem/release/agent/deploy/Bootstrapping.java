package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.BOOTSTRAP;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.Bootstrap;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prepares a place for what will run there: each command of a datastore inside its container, then each of a service in a
 * container of its image. One that went well is not run again in this place, unless what it did may be gone: where the datastore's
 * container was made anew, or data was restored since. One that was cut off is run again.
 */
final class Bootstrapping {

    private static final int LINES = 200;
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** A store without a healthcheck may not listen yet. */
    private static final int TRIES = 3;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Tools tools;
    private final StepRunner steps;
    private final Rollout rollout;

    Bootstrapping(Tools tools, StepRunner steps, Rollout rollout) {
        this.tools = tools;
        this.steps = steps;
        this.rollout = rollout;
    }

    static boolean isPlanned(DeploymentRequested request) {
        return Stream.concat(
                        request.services().stream().map(ServiceSpec::bootstrap),
                        request.datastores().stream().map(DatastoreSpec::bootstrap))
                .anyMatch(it -> it != null);
    }

    /** Runs one command to its end. */
    private interface Command {

        Host.Ran run();
    }

    /** The deployment is to go back. */
    private static final class TurnedBack extends RuntimeException {}

    /** In the order of the plan, the datastores first, each command at its end before the next is begun. */
    Result run() {
        var deployment = steps.deployment();
        try (var turn = tools.turns().take(deployment.place())) {
            var work = new Work(BootstrapRecord.doneBefore(tools.ledger(), deployment));
            for (var store : deployment.request().datastores()) {
                if (store.bootstrap() != null) {
                    prepare(store, store.bootstrap(), work);
                }
            }
            for (var service : deployment.request().services()) {
                if (service.bootstrap() != null) {
                    prepare(deployment, service, service.bootstrap(), work);
                }
            }
            return work.ran.isEmpty()
                    ? new Result.Nothing("every command was done here before")
                    : new Result.Done(
                            "Ran %s".formatted(String.join(", ", work.ran)),
                            work.evidence.toString(),
                            (page, it) -> {});
        } catch (TurnedBack e) {
            return new Result.Interrupted();
        }
    }

    private void prepare(DatastoreSpec store, Bootstrap bootstrap, Work work) {
        var container = store.container();
        var identity = awaitReady(store, bootstrap);
        for (var argv : bootstrap.run()) {
            work.once(
                    "%s in container %s".formatted(argv.getFirst(), container),
                    BootstrapRecord.hash(store.name(), identity, argv),
                    () -> tools.host().run(container, argv, bootstrap.timeout()));
        }
    }

    private void prepare(Deployment deployment, ServiceSpec service, Bootstrap bootstrap, Work work) {
        for (int i = 0; i < bootstrap.run().size(); i++) {
            var argv = bootstrap.run().get(i);
            var spec = spec(deployment, service, i, argv);
            work.once(
                    "%s in the image of %s".formatted(argv.getFirst(), service.name()),
                    BootstrapRecord.hash(service.name(), "", argv),
                    () -> alone(spec, bootstrap.timeout()));
        }
    }

    /** @return which container it is */
    private String awaitReady(DatastoreSpec store, Bootstrap bootstrap) {
        var until = tools.ledger().now().plus(bootstrap.timeout());
        while (true) {
            var identity = tools.host().ready(store.container());
            if (identity.isPresent()) {
                return identity.get();
            }
            if (!tools.ledger().now().isBefore(until)) {
                throw new StepFailed("%s was not ready within %s: %s"
                        .formatted(
                                store.name(),
                                Words.of(bootstrap.timeout()),
                                tools.host()
                                        .fault(store.container())
                                        .orElse("Docker's healthcheck of %s does not say healthy"
                                                .formatted(store.container()))));
            }
            steps.note(BOOTSTRAP, "Waits until %s is ready".formatted(store.name()));
            pause(LOOK_EVERY);
        }
    }

    /** What an agent before left of it is taken away first: two of it at once may not be harmless. */
    private Host.Ran alone(ContainerSpec spec, Duration timeout) {
        var name = spec.name();
        tools.host().remove(name);
        tools.host().create(spec);
        tools.host().startOnce(name);
        var until = tools.ledger().now().plus(timeout);
        while (true) {
            var state = tools.host().inspect(name);
            if (state.isEmpty()) {
                throw new StepFailed("container %s was taken away before its command ended".formatted(name));
            }
            var exit = state.get().exitCode();
            if (!state.get().running() && exit != null) {
                var ran = new Host.Ran(exit, tools.host().logs(name, LINES));
                tools.host().remove(name);
                return ran;
            }
            if (!tools.ledger().now().isBefore(until)) {
                throw new StepFailed(
                        "%s in container %s took longer than %s and was ended"
                                .formatted(spec.service().command().getFirst(), name, Words.of(timeout)),
                        tools.host().logs(name, LINES));
            }
            pause(LOOK_EVERY);
        }
    }

    private void pause(Duration atMost) {
        if (steps.isTurningBack()) {
            throw new TurnedBack();
        }
        steps.await(atMost);
    }

    private ContainerSpec spec(Deployment deployment, ServiceSpec service, int number, List<String> argv) {
        var serving = Containers.spec(tools, deployment, service);
        return new ContainerSpec(
                serving.place(),
                serving.deployment(),
                serving.release(),
                serving.version(),
                Migration.once(service, name(service, number), argv),
                serving.image(),
                serving.envFile(),
                serving.template());
    }

    /** Where the commands of a service run. */
    static List<String> containers(Deployment deployment, ServiceSpec service) {
        var bootstrap = service.bootstrap();
        return bootstrap == null
                ? List.of()
                : IntStream.range(0, bootstrap.run().size())
                        .mapToObj(it -> ContainerSpec.name(deployment.place(), name(service, it), deployment.id()))
                        .toList();
    }

    /** No plan can name a service so. */
    private static String name(ServiceSpec service, int number) {
        return "%s.bootstrap-%d".formatted(service.name(), number + 1);
    }

    /** What was done, in words, and what it said. */
    private final class Work {

        private final Set<String> done;
        private final List<String> ran = new ArrayList<>();
        private final StringBuilder evidence = new StringBuilder();

        Work(Set<String> done) {
            this.done = done;
        }

        void once(String what, String hash, Command command) {
            if (!done.contains(hash)) {
                steps.note(BOOTSTRAP, "Runs %s".formatted(what));
                succeed(what, command);
                ran.add(what);
            }
            // Also what was done before: the deployment that says so is forgotten some time.
            tools.ledger().change(steps.deployment().id(), it -> it.deeds().bootstrapped(hash));
        }

        private void succeed(String what, Command command) {
            for (int tries = 1; ; tries++) {
                var end = command.run();
                evidence.append("--- %s: %d\n%s\n".formatted(what, end.exitCode(), end.output()));
                if (end.exitCode() == 0) {
                    return;
                }
                if (tries == TRIES) {
                    throw new StepFailed("%s ended with %d".formatted(what, end.exitCode()), evidence.toString());
                }
                pause(BETWEEN_TRIES);
            }
        }
    }
}
