package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a schema cannot say of how new versions take over: replicas, and the steps of a canary. */
final class StrategyRules {

    /** As agents take them. */
    private static final int LONGEST_NAME = 40;

    private final Plan plan;
    private final List<Fault> faults = new ArrayList<>();

    StrategyRules(Plan plan) {
        this.plan = plan;
    }

    List<Fault> faults() {
        for (var environment : plan.environments().values()) {
            var known = Stream.concat(
                            environment.services().stream().map(ServiceSpec::name),
                            environment.datastores().stream().map(DatastoreSpec::name))
                    .collect(Collectors.toSet());
            environment.services().forEach(it -> checkReplicas(it, "services.%s".formatted(it.name()), known));
            checkCanary(environment);
        }
        return faults;
    }

    private void checkReplicas(ServiceSpec service, String path, Set<String> known) {
        if (service.count() > 1 && service.isAlone()) {
            fault(
                    path + ".replicas",
                    "two of a service with strategy: recreate must never run",
                    "leave one of them out");
        }
        for (var number = 2; number <= service.count(); number++) {
            if (known.contains(service.replica(number))) {
                fault(
                        path + ".replicas",
                        "its container %d is called '%s', as another service or datastore is"
                                .formatted(number, service.replica(number)),
                        "give that one another name");
            }
        }
        if (service.count() > 1 && service.replica(service.count()).length() > LONGEST_NAME) {
            fault(
                    path + ".replicas",
                    "the names of its containers are too long",
                    "give the service a name of at most %d characters".formatted(LONGEST_NAME - 2));
        }
    }

    private void checkCanary(PlannedEnvironment environment) {
        var canary = environment.policy().canary();
        if (canary == null) {
            return;
        }
        var path = "environments.%s.strategy.canary".formatted(environment.name());
        if (environment.services().stream().noneMatch(ServiceSpec::isRouted)) {
            fault(path, "no service has a port, so there is no traffic to move", "leave canary out");
        } else if (environment.services().stream()
                .filter(ServiceSpec::isRouted)
                .allMatch(it -> it.isAlone() || it.isRolling())) {
            fault(
                    path,
                    "every service with a port has strategy: recreate or rolling, so that no new version runs beside the old one",
                    "leave canary out, or let one of them be blue-green");
        }
        environment.services().stream()
                .filter(it -> it.isRouted() && it.count() > 1 && !it.isRolling())
                .forEach(it -> fault(
                        path,
                        "a share of the visitors goes to one container, and %s has %d".formatted(it.name(), it.count()),
                        "leave canary or replicas out, or let it be rolling"));
        if (canary.steps().getFirst().pause() != null) {
            fault(
                    path + "[0].pause",
                    "nobody has the new version yet, so that there is nothing to look at",
                    "put a step with weight or match before it");
        }
        for (var i = 1; i < canary.steps().size(); i++) {
            if (canary.steps().get(i).pause() != null) {
                if (canary.steps().get(i - 1).pause() != null) {
                    fault("%s[%d].pause".formatted(path, i), "follows another pause", "leave one of them out");
                }
            } else if (canary.steps().get(i).match() != null) {
                if (canary.weightAt(i - 1) > 0) {
                    fault(
                            "%s[%d].match".formatted(path, i),
                            "testers come after a share of all visitors",
                            "put it first; testers keep the new version in the steps that follow");
                }
            } else if (canary.steps().get(i).weight() <= canary.weightAt(i - 1)) {
                fault(
                        "%s[%d].weight".formatted(path, i),
                        "is not above the step before",
                        "let the weight rise from step to step; all traffic follows by itself");
            }
        }
    }

    private void fault(String path, String message, String fix) {
        faults.add(new Fault(path, message, fix));
    }
}
