package ai.kaleem.release.system.chaos.oracle;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that was seen, by who saw it:
 *
 * <ul>
 *   <li>{@code client}: {@code asked} and {@code answered} by {@code key}, {@code cancel-answered}
 *   <li>{@code customer}: {@code serves} when another {@code version} begins to answer, {@code bought} a {@code product}
 *   <li>{@code sample}: {@code started}, {@code stopping}, {@code acknowledged}, by {@code container}
 *   <li>{@code engine}: {@code create}, {@code start}, {@code die}, {@code destroy}, {@code unhealthy} of a {@code container}
 *   <li>{@code story}: {@code told}, an event on the broker; {@code webhook} and {@code chat}: {@code notice}
 *   <li>{@code fault}: {@code killed} and {@code ended}, and {@code asked-again} for a {@code deployment} that nobody wants
 *   <li>{@code shown}: afterwards, {@code deployment}, {@code event}, {@code data}, {@code serves}, {@code parked}, {@code error}
 * </ul>
 */
final class Chronicle {

    private final List<Entry> entries;
    private final Map<String, Deployment> deployments = new LinkedHashMap<>();
    private final List<Promise> promises;
    private final List<Fault> faults;

    /** What was asked for under one key and answered with 202. */
    record Promise(Entry asked, Deployment deployment) {}

    /** From its first moment until what it broke was back, in milliseconds. */
    record Fault(String kind, String target, long from, long to) {

        boolean touches(Deployment deployment) {
            return from <= deployment.finishedAt() && to >= deployment.requestedAt();
        }

        boolean holds(long moment) {
            return from <= moment && moment <= to;
        }
    }

    Chronicle(List<Entry> entries) {
        this.entries = entries;
        all("shown", "deployment").map(Deployment::new).forEach(it -> deployments.put(it.id(), it));
        promises = all("client", "asked").flatMap(it -> promise(it).stream()).toList();
        faults = all("fault", "ended")
                .map(it -> new Fault(it.text("kind"), it.text("target"), it.number("from"), it.at()))
                .toList();
    }

    private Optional<Promise> promise(Entry asked) {
        return answers(asked.text("key"))
                .filter(it -> it.number("status") == 202)
                .findFirst()
                .flatMap(it -> Optional.ofNullable(deployments.get(it.text("deployment"))))
                .map(it -> new Promise(asked, it));
    }

    Stream<Entry> all(String who, String what) {
        return entries.stream().filter(it -> it.is(who, what));
    }

    Stream<Entry> answers(String key) {
        return all("client", "answered").filter(it -> it.text("key").equals(key));
    }

    Optional<Deployment> deployment(String id) {
        return Optional.ofNullable(deployments.get(id));
    }

    Collection<Deployment> deployments() {
        return deployments.values();
    }

    List<Promise> promises() {
        return promises;
    }

    List<Fault> faults() {
        return faults;
    }

    boolean tookBack(String app, Deployment meanwhile) {
        return deployments().stream()
                .filter(it -> it.isRollback() && it.app().equals(app) && it != meanwhile)
                .anyMatch(
                        it -> it.requestedAt() <= meanwhile.finishedAt() && it.finishedAt() >= meanwhile.requestedAt());
    }
}
