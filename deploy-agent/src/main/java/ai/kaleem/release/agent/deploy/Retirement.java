package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Stops the version before and keeps it, so that an emergency needs no registry; what is older goes. */
final class Retirement {

    /** Deployments of a place whose story the journal keeps. */
    private static final int REMEMBERED = 200;

    private final Tools tools;
    private final StepRunner steps;
    private final NeededBackups backups;

    Retirement(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
        this.backups = new NeededBackups(tools.ledger());
    }

    Result retire() {
        var deployment = steps.deployment();
        var before = deployment.before().map(tools.ledger()::get);
        var mine = Set.copyOf(deployment.prepared().containers().values());
        before.ifPresent(old -> stop(old, mine, deployment));
        var kept = new HashSet<>(mine);
        var previous = backups.previous(deployment);
        previous.ifPresent(it -> kept.addAll(it.prepared().containers().values()));
        var older = tools.host().list(deployment.place()).stream()
                .filter(it -> !kept.contains(it.name()))
                .toList();
        older.forEach(it -> tools.host().remove(it.name()));
        retainBackups(deployment);
        tools.envFiles().retain(neededEnvFiles());
        var pruned = new Pruning(tools).prune(deployment.place());
        var detail = before.map(it -> mine.containsAll(
                                it.prepared().containers().values())
                        ? "%s serves as it did before".formatted(it.request().version())
                        : "%s is stopped and kept; %d older containers removed"
                                .formatted(it.request().version(), older.size()))
                .orElse("There was no version before");
        var images = pruned.isEmpty() ? "" : "; %d images removed that no rollback needs".formatted(pruned.size());
        return new Result.Done(
                detail + images, null, (page, it) -> page.entries().forget(it.place(), REMEMBERED));
    }

    private void stop(Deployment old, Set<String> except, Deployment successor) {
        for (var service : old.request().services().reversed()) {
            var container = old.prepared().containers().get(service.name());
            if (container == null || except.contains(container)) {
                continue;
            }
            if (service.isRouted()) {
                leave(old, service, container, successor);
            }
            tools.host().stop(container, service.stopGrace());
        }
    }

    /** A service that the successor no longer has loses its gateway. */
    private void leave(Deployment old, ServiceSpec service, String container, Deployment successor) {
        var route = Route.to(old.place(), service);
        if (route.lane() != null
                || Rollout.routed(successor).stream().anyMatch(it -> it.name().equals(service.name()))) {
            tools.gateway().drain(route, container, service.stopGrace());
        } else {
            tools.gateway().remove(route);
        }
    }

    private void retainBackups(Deployment deployment) {
        var needed = backups.of(deployment);
        for (DatastoreSpec datastore : deployment.request().datastores()) {
            tools.backups().retain(deployment.place(), datastore, needed);
        }
    }

    /** Of every place: what is begun, what serves, and what that took over from. */
    private Set<String> neededEnvFiles() {
        return tools.ledger().read(entries -> {
            var needed = new HashSet<String>();
            for (var place : entries.places()) {
                needed.addAll(ConfigurationCopies.needed(entries, place));
                var served = Optional.ofNullable(place.serving()).flatMap(entries::find);
                Stream.of(
                                entries.unfinished(place.place()).stream(),
                                served.stream(),
                                served.flatMap(Deployment::before).flatMap(entries::find).stream())
                        .flatMap(it -> it)
                        .forEach(it -> {
                            needed.addAll(it.prepared().envFiles().values());
                            needed.addAll(ConfigurationCopies.of(it));
                            it.prepared().takenOver().values().forEach(adopted -> needed.add(adopted.template()));
                        });
            }
            return needed;
        });
    }
}
