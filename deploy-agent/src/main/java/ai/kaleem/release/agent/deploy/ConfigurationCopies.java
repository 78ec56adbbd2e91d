package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.Configuration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which configuration of containers that stay belongs to a deployment: of a release what its plan names, of a rollback what
 * there was before the first deployment since its target that changed it.
 */
final class ConfigurationCopies {

    private final Tools tools;
    private final Deployment deployment;

    ConfigurationCopies(Tools tools, Deployment deployment) {
        this.tools = tools;
        this.deployment = deployment;
    }

    /**
     * Keeps what is wanted, and what is there now.
     *
     * @throws StepFailed where a folder cannot be read, or the container that reads it is of no use
     */
    List<Configured> take() {
        return deployment.isRollback() ? asTheTargetLeftIt() : asPlanned();
    }

    private List<Configured> asPlanned() {
        var taken = new ArrayList<Configured>();
        for (var service : deployment.request().services()) {
            for (var it : service.configures()) {
                tools.host().fault(it.container()).ifPresent(why -> {
                    throw new StepFailed("%s, and service %s configures it".formatted(why, service.name()));
                });
                taken.add(new Configured(
                        it,
                        tools.envFiles().keepFolder(it.from()),
                        tools.envFiles().keepFolder(it.folder())));
            }
        }
        return taken;
    }

    private List<Configured> asTheTargetLeftIt() {
        var target = deployment.request().releaseId();
        var before = new LinkedHashMap<String, Configured>();
        tools.ledger().read(entries -> {
            eachBack(entries, entries.place(deployment.place()), it -> {
                var reached = it.request().releaseId().equals(target);
                if (!reached) {
                    // An older one knows better what there was.
                    it.prepared()
                            .configurations()
                            .forEach(one -> before.put(one.configuration().container(), one));
                }
                return !reached;
            });
            return before.size();
        });
        return before.values().stream()
                .map(it -> new Configured(it.configuration(), it.found(), now(it.configuration())))
                .toList();
    }

    private String now(Configuration it) {
        return tools.envFiles().keepFolder(it.folder());
    }

    /** Copies that a rollback of this place may want. */
    static Set<String> needed(Journal.Entries entries, PlaceState place) {
        var needed = new HashSet<String>();
        eachBack(entries, place, it -> needed.addAll(of(it)) || true);
        return needed;
    }

    static Set<String> of(Deployment deployment) {
        var copies = new HashSet<String>();
        deployment.prepared().configurations().forEach(it -> {
            copies.add(it.wanted());
            copies.add(it.found());
        });
        return copies;
    }

    private interface Step {

        /** Returns whether to go on to the one before. */
        boolean on(Deployment deployment);
    }

    /** What serves, what served before it, and so on, as far as the journal remembers. */
    private static void eachBack(Journal.Entries entries, PlaceState place, Step step) {
        var next = Optional.ofNullable(place.serving()).flatMap(entries::find);
        while (next.isPresent() && step.on(next.get())) {
            next = next.get().before().flatMap(entries::find);
        }
    }
}
