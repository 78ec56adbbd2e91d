package ai.kaleem.release.api.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What people look at themselves once a release runs in an environment.
 *
 * @param names in the plan's order
 */
public record ManualChecks(List<String> names) {

    public static final ManualChecks NONE = new ManualChecks(List.of());

    /** As it stands in an address: {@code order-creation-flow}. */
    public static String idOf(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
    }

    /** The name of the check with that id, or of that name. */
    public Optional<String> find(String idOrName) {
        return names.stream().filter(it -> idOf(it).equals(idOf(idOrName))).findFirst();
    }

    List<Fault> faults() {
        return names.stream()
                .filter(it -> idOf(it).isEmpty()
                        || names.stream()
                                        .filter(other -> idOf(other).equals(idOf(it)))
                                        .count()
                                > 1)
                .map(it -> new Fault(
                        "gates.manual",
                        "'%s' cannot be told from another, as its id is '%s'".formatted(it, idOf(it)),
                        "give each check a name of its own, with letters in it"))
                .toList();
    }
}
