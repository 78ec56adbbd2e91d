package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.GateSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the gates of a plan fit together and can run. */
final class GateRules {

    private final Plan plan;
    private final List<Fault> faults = new ArrayList<>();

    GateRules(Plan plan) {
        this.plan = plan;
    }

    List<Fault> faults() {
        var names = new HashSet<String>();
        check("gates.before", plan.before(), names);
        check("gates.after", plan.after(), names);
        if (plan.repository() == null && plan.before().stream().anyMatch(it -> it.run() != null)) {
            fault(
                    "repository",
                    "is missing, and gates run in a checkout of it",
                    "add repository, or leave these gates out");
        }
        checkBuilds(names);
        faults.addAll(plan.manual().faults());
        return faults;
    }

    private void checkBuilds(Set<String> names) {
        plan.builds().forEach((service, build) -> {
            var path = "services.%s.build".formatted(service);
            if (plan.repository() == null) {
                fault(path, "there is no repository to build from", "add repository, or leave build out");
            }
            if (plan.environments().values().stream()
                    .flatMap(it -> it.services().stream())
                    .anyMatch(it -> it.name().equals(service)
                            && PlannedEnvironment.sharedWith(it).isPresent())) {
                fault(path, "the service runs the image of another", "write build there");
            }
            Stream.of(ServiceBuild.buildOf(service), ServiceBuild.pushOf(service))
                    .filter(names::contains)
                    .forEach(it -> fault(
                            path,
                            "the gate that comes of it would be named '%s', as another is".formatted(it),
                            "give that gate another name"));
        });
    }

    private void check(String list, List<GateSpec> gates, Set<String> names) {
        var known = gates.stream().map(GateSpec::name).collect(Collectors.toSet());
        var graph = new Graph();
        for (var i = 0; i < gates.size(); i++) {
            var gate = gates.get(i);
            var path = "%s[%d]".formatted(list, i);
            if (!names.add(gate.name())) {
                fault(
                        path + ".name",
                        "a gate '%s' is already there".formatted(gate.name()),
                        "give each gate a name of its own");
            }
            gate.needs().stream()
                    .filter(it -> !known.contains(it))
                    .forEach(it -> fault(
                            path + ".needs",
                            "there is no gate '%s' in %s".formatted(it, list),
                            "name one of %s".formatted(PlanRules.sorted(known))));
            gate.needs().stream()
                    .filter(it -> isShadow(gates, it))
                    .forEach(it -> fault(
                            path + ".needs",
                            "'%s' is a shadow, and nothing follows from it".formatted(it),
                            "leave it out, or take shadow from it"));
            var when = gate.when();
            if (when != null && !when.changed().isEmpty() && plan.repository() == null) {
                fault(
                        path + ".when.changed",
                        "asks what changed, and there is no repository to see it in",
                        "add repository, or leave changed out");
            }
            faults.addAll(new ProbeRules(path, gate).faults());
            graph.add(gate.name(), gate.needs());
        }
        graph.cycle()
                .ifPresent(cycle -> fault(
                        "%s[%d].needs".formatted(list, indexOf(gates, cycle.getFirst())),
                        "a cycle: %s".formatted(String.join(" -> ", cycle)),
                        "take one of these needs out"));
    }

    private static boolean isShadow(List<GateSpec> gates, String name) {
        return gates.stream().anyMatch(it -> it.isShadow() && it.name().equals(name));
    }

    private static int indexOf(List<GateSpec> gates, String name) {
        return gates.stream().map(GateSpec::name).toList().indexOf(name);
    }

    private void fault(String path, String message, String fix) {
        faults.add(new Fault(path, message, fix));
    }
}
