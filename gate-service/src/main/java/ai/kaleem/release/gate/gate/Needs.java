package ai.kaleem.release.gate.gate;

import ai.kaleem.release.common.contract.GateSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which gate waits for which. */
final class Needs {

    private final Map<String, GateSpec> gates = new HashMap<>();
    private final Set<String> sound = new HashSet<>();

    private Needs() {}

    /** Why these gates can never all run, in words; empty where they can. */
    static Optional<String> fault(List<GateSpec> specs) {
        var needs = new Needs();
        for (var spec : specs) {
            if (needs.gates.put(spec.name(), spec) != null) {
                return Optional.of("The plan names gate '%s' twice".formatted(spec.name()));
            }
        }
        return specs.stream()
                .flatMap(it -> needs.faultBelow(it.name(), List.of()).stream())
                .findFirst();
    }

    /**
     * The gates that one waits for. A gate that is not there, as a program without a source, or by its condition, is no
     * reason to leave another one unasked: in its place stands what it would have waited for.
     *
     * @param specs without {@linkplain #fault fault}
     * @param isThere whether a gate can run at all
     */
    static Set<String> runnable(List<GateSpec> specs, GateSpec spec, Predicate<GateSpec> isThere) {
        var needs = new Needs();
        specs.forEach(it -> needs.gates.put(it.name(), it));
        var found = new LinkedHashSet<String>();
        needs.collect(spec, isThere, found, new HashSet<>());
        return found;
    }

    private void collect(GateSpec spec, Predicate<GateSpec> isThere, Set<String> found, Set<String> seen) {
        for (var name : spec.needs()) {
            var need = Objects.requireNonNull(gates.get(name));
            if (isThere.test(need)) {
                found.add(name);
            } else if (seen.add(name)) {
                collect(need, isThere, found, seen);
            }
        }
    }

    private Optional<String> faultBelow(String name, List<String> above) {
        if (above.contains(name)) {
            return Optional.of("The gates need each other in a circle: %s -> %s"
                    .formatted(String.join(" -> ", above.subList(above.indexOf(name), above.size())), name));
        }
        var gate = gates.get(name);
        if (gate == null) {
            return Optional.of("Gate '%s' needs '%s', which the plan does not have".formatted(above.getLast(), name));
        }
        if (gate.isShadow() && !above.isEmpty()) {
            return Optional.of("Gate '%s' needs '%s', which is a shadow: nothing follows from it"
                    .formatted(above.getLast(), name));
        }
        if (sound.contains(name)) {
            return Optional.empty();
        }
        var path = new ArrayList<>(above);
        path.add(name);
        var fault = gate.needs().stream()
                .flatMap(it -> faultBelow(it, path).stream())
                .findFirst();
        if (fault.isEmpty()) {
            sound.add(name);
        }
        return fault;
    }
}
