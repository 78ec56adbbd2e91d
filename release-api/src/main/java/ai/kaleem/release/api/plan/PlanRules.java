package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a schema cannot say: whether the parts of a plan fit together. */
final class PlanRules {

    private final Plan plan;
    private final List<Fault> faults = new ArrayList<>();

    PlanRules(Plan plan) {
        this.plan = plan;
    }

    List<Fault> faults() {
        plan.environments().values().stream().findFirst().ifPresent(this::checkServices);
        plan.environments().values().forEach(this::checkEnvironment);
        checkAddresses();
        faults.addAll(new PromotionRules(plan).faults());
        faults.addAll(new StrategyRules(plan).faults());
        faults.addAll(new DatastoreRules(plan).faults());
        faults.addAll(new ApartRules(plan).faults());
        faults.addAll(new ConfigurationRules(plan).faults());
        faults.addAll(new GateRules(plan).faults());
        faults.addAll(new PrometheusRules(plan).faults());
        checkChannels();
        return faults.stream().distinct().toList();
    }

    /** What is the same in every environment, because it comes from the plan's own services. */
    private void checkServices(PlannedEnvironment environment) {
        var datastores =
                environment.datastores().stream().map(DatastoreSpec::name).collect(Collectors.toSet());
        environment.services().stream()
                .filter(it -> datastores.contains(it.name()))
                .forEach(it -> fault(
                        "datastores.%s".formatted(it.name()),
                        "a service has the same name",
                        "give one of them another name"));
    }

    private void checkEnvironment(PlannedEnvironment environment) {
        var byName = environment.services().stream().collect(Collectors.toMap(ServiceSpec::name, it -> it));
        var known = Stream.concat(
                        byName.keySet().stream(),
                        environment.datastores().stream().map(DatastoreSpec::name))
                .collect(Collectors.toSet());
        var graph = new Graph();
        for (var service : environment.services()) {
            var path = "services.%s".formatted(service.name());
            PlannedEnvironment.sharedWith(service).ifPresent(shared -> checkShared(path, shared, byName));
            service.dependsOn().stream()
                    .filter(it -> !known.contains(it))
                    .forEach(it -> fault(
                            path + ".dependsOn",
                            "there is no service or datastore '%s'".formatted(it),
                            "name one of %s".formatted(sorted(known))));
            if (!service.isRouted() && service.publish() != null) {
                fault(path + ".publish", "the service has no port to publish", "add port, or leave publish out");
            }
            if (!service.isRouted() && service.health() != null) {
                fault(path + ".health", "the service has no port to ask", "add port, or leave health out");
            }
            if (!service.isRouted() && service.strategy() != null) {
                fault(
                        path + ".strategy",
                        "the service has no port: a worker is always stopped before its successor starts",
                        "leave strategy out");
            }
            graph.add(service.name(), service.dependsOn());
        }
        graph.cycle()
                .ifPresent(cycle -> fault(
                        "services.%s.dependsOn".formatted(cycle.getFirst()),
                        "a cycle: %s".formatted(String.join(" -> ", cycle)),
                        "take one of these dependencies out"));
        checkPublish(environment);
    }

    private void checkShared(String path, String shared, Map<String, ServiceSpec> byName) {
        var other = byName.get(shared);
        if (other == null) {
            fault(
                    path + ".image",
                    "there is no service '%s'".formatted(shared),
                    "name one of %s".formatted(sorted(byName.keySet())));
        } else if (PlannedEnvironment.sharedWith(other).isPresent()) {
            fault(
                    path + ".image",
                    "'%s' shares an image itself".formatted(shared),
                    "name the service that has the image");
        }
    }

    private void checkPublish(PlannedEnvironment environment) {
        var path = "environments.%s.publish".formatted(environment.name());
        var candidates = environment.candidates();
        if (candidates.size() > 1) {
            fault(
                    path,
                    "%s could take this address"
                            .formatted(
                                    candidates.stream().map(ServiceSpec::name).collect(Collectors.joining(" and "))),
                    "write publish under each service that has one");
        } else if (environment.publish() != null
                && environment.services().stream().noneMatch(ServiceSpec::isRouted)) {
            fault(path, "no service has a port", "add port to the service that answers there, or leave publish out");
        } else if (environment.address().isEmpty()
                && Stream.concat(plan.before().stream(), plan.after().stream()).anyMatch(ProbeRules::asksPath)) {
            fault(
                    path,
                    "is missing, and gates ask a path there",
                    "add publish: \"127.0.0.1:3000\", or give these gates a url");
        }
    }

    private void checkAddresses() {
        var taken = new HashMap<String, String>();
        for (var environment : plan.environments().values()) {
            for (var service : environment.publishedServices()) {
                var publish = String.valueOf(service.publish());
                var path = publish.equals(environment.publish())
                        ? "environments.%s.publish".formatted(environment.name())
                        : "environments.%s.services.%s.publish".formatted(environment.name(), service.name());
                if (Integer.parseInt(publish.substring(publish.lastIndexOf(':') + 1)) > 65535) {
                    fault(path, "%s has no such port".formatted(publish), "use a port from 1 to 65535");
                }
                var other = taken.putIfAbsent(environment.agent() + " " + publish, nameOf(environment, service.name()));
                if (other != null) {
                    fault(
                            path,
                            "%s is already published by %s on agent %s".formatted(publish, other, environment.agent()),
                            "use another port");
                }
            }
        }
    }

    private void checkChannels() {
        var names = new HashSet<String>();
        for (var i = 0; i < plan.channels().size(); i++) {
            var channel = plan.channels().get(i);
            if (!names.add(channel.name())) {
                fault(
                        "notify[%d].name".formatted(i),
                        "a channel '%s' is already there".formatted(channel.name()),
                        "give each channel a name of its own");
            }
            for (var on : channel.on()) {
                if (!plan.environments().containsKey(on)) {
                    fault(
                            "notify[%d].on".formatted(i),
                            "there is no environment '%s'".formatted(on),
                            "name one of %s"
                                    .formatted(sorted(plan.environments().keySet())));
                }
            }
        }
    }

    static String nameOf(PlannedEnvironment environment, String part) {
        return "%s in %s".formatted(part, environment.name());
    }

    static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    private void fault(String path, String message, String fix) {
        faults.add(new Fault(path, message, fix));
    }
}
