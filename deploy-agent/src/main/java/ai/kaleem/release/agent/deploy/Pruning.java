package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ReleaseId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes images that no rollback may need: of those that were pulled for this app, and of these never one of a release that
 * serves, that went live lately, or that is under way, in any environment on this host. What the engine has by another way,
 * or what a container was made of, stays.
 */
final class Pruning {

    private static final Logger log = LoggerFactory.getLogger(Pruning.class);

    private final Tools tools;

    Pruning(Tools tools) {
        this.tools = tools;
    }

    private record Pulled(ImageRef image, DeploymentId by) {}

    /** Returns the images that went. One that cannot be removed now is looked at again after the next release. */
    Set<ImageRef> prune(Place place) {
        var removed = new LinkedHashSet<ImageRef>();
        for (var pulled : unneeded(place)) {
            try {
                if (tools.host().forget(pulled.image())) {
                    // Whoever brings it back is not us.
                    tools.ledger().change(pulled.by(), it -> it.deeds().pruned(pulled.image()));
                    removed.add(pulled.image());
                }
            } catch (StepFailed e) {
                log.warn("Image {} of {} stays: {}", pulled.image(), place, e.getMessage());
            }
        }
        return removed;
    }

    private List<Pulled> unneeded(Place place) {
        return tools.ledger().read(entries -> {
            var needed = new HashSet<ImageRef>();
            var pulled = new ArrayList<Pulled>();
            for (var state : entries.places()) {
                var deployments = all(entries, state.place());
                needed.addAll(needed(entries, state, deployments));
                if (state.place().app().equals(place.app())) {
                    deployments.forEach(one ->
                            one.deeds().pulled().forEach(it -> pulled.add(new Pulled(it, one.id()))));
                }
            }
            pulled.removeIf(it -> needed.contains(it.image()));
            return List.copyOf(pulled);
        });
    }

    private Set<ImageRef> needed(Journal.Entries entries, PlaceState state, List<Deployment> newestFirst) {
        var needed = new HashSet<ImageRef>();
        var serving = state.serving();
        var served = serving == null
                ? List.<Deployment>of()
                : entries.find(serving).stream().toList();
        var before = served.stream().flatMap(it -> it.before().stream()).flatMap(it -> entries.find(it).stream());
        var unfinished = newestFirst.stream().filter(it -> !it.hasEnded());
        Stream.of(served.stream(), before, unfinished)
                .flatMap(it -> it)
                .forEach(it -> needed.addAll(it.prepared().images().values()));
        var releases = new LinkedHashSet<ReleaseId>();
        for (var one : newestFirst) {
            var release = one.request().releaseId();
            if (one.isLive()
                    && (releases.contains(release)
                            || releases.size() < tools.settings().keepImages())) {
                releases.add(release);
                needed.addAll(one.prepared().images().values());
            }
        }
        return needed;
    }

    private static List<Deployment> all(Journal.Entries entries, Place place) {
        var all = new ArrayList<Deployment>();
        entries.newest(place, it -> {
            all.add(it);
            return false;
        });
        return all;
    }
}
