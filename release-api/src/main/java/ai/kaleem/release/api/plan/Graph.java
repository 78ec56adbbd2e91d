package ai.kaleem.release.api.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who needs whom. Names that nobody added count as ready. */
final class Graph {

    private final Map<String, List<String>> needs = new LinkedHashMap<>();

    void add(String name, List<String> needed) {
        needs.put(name, needed);
    }

    /** A way from a name back to itself, the name at both ends; empty where there is none. */
    Optional<List<String>> cycle() {
        var done = new LinkedHashSet<String>();
        for (var name : needs.keySet()) {
            var found = cycleFrom(name, new ArrayList<>(), done);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Every added name after what it needs, otherwise in the order they were added. Without a cycle only. */
    List<String> inOrder() {
        var done = new LinkedHashSet<String>();
        needs.keySet().forEach(name -> visit(name, done));
        return done.stream().toList();
    }

    private Optional<List<String>> cycleFrom(String name, List<String> way, LinkedHashSet<String> done) {
        var at = way.indexOf(name);
        if (at >= 0) {
            var cycle = new ArrayList<>(way.subList(at, way.size()));
            cycle.add(name);
            return Optional.of(cycle);
        }
        if (done.contains(name)) {
            return Optional.empty();
        }
        way.add(name);
        for (var needed : needs.getOrDefault(name, List.of())) {
            var found = cycleFrom(needed, way, done);
            if (found.isPresent()) {
                return found;
            }
        }
        way.removeLast();
        done.add(name);
        return Optional.empty();
    }

    private void visit(String name, LinkedHashSet<String> done) {
        if (done.contains(name) || !needs.containsKey(name)) {
            return;
        }
        needs.getOrDefault(name, List.of()).forEach(needed -> visit(needed, done));
        done.add(name);
    }
}
