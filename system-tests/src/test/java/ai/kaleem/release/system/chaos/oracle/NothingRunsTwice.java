package ai.kaleem.release.system.chaos.oracle;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A service of a deployment has one container however often the agent comes back, and a place one gateway. */
final class NothingRunsTwice implements Rule {

    private static final Set<String> ENGINE = Set.of("ENGINE", "CONTAINERD");

    @Override
    public void judge(Chronicle chronicle, Findings findings) {
        services(chronicle, findings);
        gateways(chronicle, findings);
        samples(chronicle, findings);
    }

    private static void services(Chronicle chronicle, Findings findings) {
        var containers = new HashMap<String, Set<String>>();
        chronicle
                .all("engine", "start")
                .filter(it -> !it.text("deployment").isEmpty())
                .forEach(it -> {
                    var what = it.text("deployment") + " " + it.text("service");
                    var ids = containers.computeIfAbsent(what, key -> new TreeSet<>());
                    if (!ids.add(it.text("container")) || ids.size() == 1) {
                        return;
                    }
                    if (wasMadeAnew(chronicle, ids, it)) {
                        findings.allowed("a container made anew, of which its killed engine had lost hold");
                    } else {
                        findings.duplicated("%s was started in %d containers: %s", what, ids.size(), ids);
                    }
                });
    }

    /** No process of an earlier one is left, nor is the container, and the engine had been killed while it was there. */
    private static boolean wasMadeAnew(Chronicle chronicle, Set<String> ids, Entry started) {
        return chronicle.faults().stream().anyMatch(it -> ENGINE.contains(it.kind()) && it.from() <= started.at())
                && ids.stream()
                        .filter(it -> !it.equals(started.text("container")))
                        .allMatch(it -> hadBefore(chronicle, "die", it, started.at())
                                && hadBefore(chronicle, "destroy", it, started.at()));
    }

    private static void gateways(Chronicle chronicle, Findings findings) {
        var alive = new HashMap<String, Set<String>>();
        chronicle
                .all("engine", "start")
                .filter(it -> it.text("deployment").isEmpty() && it.text("name").contains("gateway"))
                .forEach(it -> {
                    var place = it.text("app") + "/" + it.text("service");
                    var there = alive.computeIfAbsent(place, key -> new HashSet<>());
                    there.removeIf(other -> hadBefore(chronicle, "die", other, it.at()));
                    if (there.add(it.text("container")) && there.size() > 1) {
                        findings.duplicated("%s had several gateways at once: %s", place, there);
                    }
                });
    }

    private static boolean hadBefore(Chronicle chronicle, String end, String container, long at) {
        return chronicle.all("engine", end).anyMatch(it -> it.text("container").equals(container) && it.at() <= at);
    }

    /** What the product itself says against what the engine says: a process that nobody asked the engine for. */
    private static void samples(Chronicle chronicle, Findings findings) {
        var starts = counted(chronicle, "engine", "start");
        counted(chronicle, "sample", "started").forEach((container, times) -> {
            var known = starts.entrySet().stream()
                    .filter(it -> it.getKey().startsWith(container))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            if (times > known) {
                findings.duplicated("container %s says %d starts, its engine %d", container, times, known);
            }
        });
    }

    private static Map<String, Integer> counted(Chronicle chronicle, String who, String what) {
        var times = new HashMap<String, Integer>();
        chronicle.all(who, what).forEach(it -> times.merge(it.text("container"), 1, Integer::sum));
        return times;
    }
}
