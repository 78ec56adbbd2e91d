package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.CHECK_CONFIGURATION;
import static ai.kaleem.release.agent.deploy.StepName.CONFIGURE;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.Configuration;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Gives containers that stay, such as the nginx in front, the configuration of a release: tried in a container like theirs
 * before anything is touched, put in place, reloaded, found well; and put back with the release.
 */
final class Configuring {

    private static final int LINES = 200;
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Tools tools;
    private final StepRunner steps;
    private final Reload reload;

    Configuring(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
        this.reload = new Reload(tools, steps);
    }

    static boolean isPlanned(DeploymentRequested request) {
        return request.services().stream().anyMatch(it -> !it.configures().isEmpty());
    }

    /** Each new one in a container like the one that will read it. Nothing that serves is touched. */
    Result check() {
        var evidence = new StringBuilder();
        var all = steps.deployment().prepared().configurations();
        for (int i = 0; i < all.size(); i++) {
            var configured = all.get(i);
            var configuration = configured.configuration();
            steps.note(CHECK_CONFIGURATION, "Checks the configuration of %s".formatted(configuration.container()));
            var ran = alone(configured, i);
            if (ran.isEmpty()) {
                return new Result.Interrupted();
            }
            var end = ran.get();
            evidence.append("--- %s for %s: %d\n%s\n"
                    .formatted(
                            configuration.check().getFirst(), configuration.container(), end.exitCode(), end.output()));
            if (end.exitCode() != 0) {
                throw new StepFailed(
                        "the configuration in %s is not put in place: %s in a container like %s ended with %d"
                                .formatted(
                                        configuration.from(),
                                        configuration.check().getFirst(),
                                        configuration.container(),
                                        end.exitCode()),
                        evidence.toString());
            }
        }
        return all.isEmpty()
                ? new Result.Nothing("no configuration changes")
                : new Result.Done("Good for %s".formatted(containers(all)), evidence.toString(), (page, it) -> {});
    }

    /** One after the other, each well before the next. */
    Result putInPlace() {
        var all = steps.deployment().prepared().configurations();
        for (var configured : all) {
            steps.note(
                    CONFIGURE,
                    "Configures %s".formatted(configured.configuration().container()));
            tools.envFiles()
                    .place(configured.wanted(), configured.configuration().folder());
            if (!reload.of(configured.configuration(), steps::isTurningBack)) {
                return new Result.Interrupted();
            }
        }
        return all.isEmpty()
                ? new Result.Nothing("no configuration changes")
                : Result.done("%s runs with the configuration of %s"
                        .formatted(containers(all), steps.deployment().request().version()));
    }

    /** In reverse. One that cannot be put back does not keep the others from it. */
    Result putBack() {
        var all = steps.deployment().prepared().configurations();
        var failures = new ArrayList<String>();
        for (var configured : all.reversed()) {
            try {
                tools.envFiles()
                        .place(configured.found(), configured.configuration().folder());
                reload.of(configured.configuration(), () -> false);
            } catch (StepFailed e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        if (!failures.isEmpty()) {
            throw new StepFailed(String.join("; ", failures));
        }
        return Result.done("%s runs with the configuration of before".formatted(containers(all)));
    }

    /** Why that failed, of a rollback that has the traffic all the same. */
    static String failure(Deployment deployment) {
        return deployment.steps().told().stream()
                .filter(it -> it.name().equals(CONFIGURE.toString()))
                .map(it -> "%s: %s".formatted(it.name(), it.detail()))
                .findFirst()
                .orElse("the configuration was not put back");
    }

    /** What a person does where that failed. */
    static String mend(Deployment deployment) {
        return deployment.prepared().configurations().stream()
                .map(Configured::configuration)
                .map(it -> "see that container %s runs, look at %s, and run '%s' in it"
                        .formatted(it.container(), it.folder(), String.join(" ", it.reload())))
                .collect(Collectors.joining("; ", "The traffic is on the release that was asked for; ", ""));
    }

    /** Empty once the deployment is to go back. */
    private Optional<Host.Ran> alone(Configured configured, int number) {
        var it = configured.configuration();
        var spec = spec(it, number);
        var name = spec.name();
        tools.host().remove(name);
        tools.host()
                .createLike(it.container(), spec, it.folder(), tools.envFiles().at(configured.wanted()));
        tools.host().startOnce(name);
        var until = tools.ledger().now().plus(it.timeout());
        while (true) {
            var state = tools.host().inspect(name);
            if (state.isEmpty()) {
                throw new StepFailed("container %s was taken away before its check ended".formatted(name));
            }
            var exit = state.get().exitCode();
            if (!state.get().running() && exit != null) {
                var ran = new Host.Ran(exit, tools.host().logs(name, LINES));
                tools.host().remove(name);
                return Optional.of(ran);
            }
            if (!tools.ledger().now().isBefore(until)) {
                var said = tools.host().logs(name, LINES);
                tools.host().remove(name);
                throw new StepFailed(
                        "%s for %s took longer than %s"
                                .formatted(it.check().getFirst(), it.container(), Words.of(it.timeout())),
                        said);
            }
            if (steps.isTurningBack()) {
                tools.host().remove(name);
                return Optional.empty();
            }
            steps.await(LOOK_EVERY);
        }
    }

    private ContainerSpec spec(Configuration it, int number) {
        var deployment = steps.deployment();
        var service = owner(deployment, it);
        return new ContainerSpec(
                deployment.place(),
                deployment.id(),
                deployment.request().releaseId(),
                deployment.request().version(),
                // No plan can name a service so.
                Migration.once(service, "%s.check-%d".formatted(service.name(), number + 1), it.check()),
                Containers.image(deployment, service),
                null);
    }

    private static ServiceSpec owner(Deployment deployment, Configuration it) {
        return deployment.request().services().stream()
                .filter(service -> service.configures().contains(it))
                .findFirst()
                .orElseThrow();
    }

    private static String containers(List<Configured> all) {
        return all.stream().map(it -> it.configuration().container()).collect(Collectors.joining(", "));
    }
}
