package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Stops the version before and keeps it, so that an emergency needs no registry; what is older goes. */
final class Retirement {

    private final Tools tools;
    private final StepRunner steps;

    Retirement(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
    }

    Result retire() {
        var deployment = steps.deployment();
        var before = deployment.before().map(tools.ledger()::get);
        var mine = Set.copyOf(deployment.containers().values());
        before.ifPresent(old -> stop(old, mine, deployment));
        var kept = new HashSet<>(mine);
        before.ifPresent(it -> kept.addAll(it.containers().values()));
        var older = tools.host().list(deployment.place()).stream()
                .filter(it -> !kept.contains(it.name()))
                .toList();
        older.forEach(it -> tools.host().remove(it.name()));
        retainBackups(deployment, before);
        return Result.done(before.map(it -> "%s is stopped and kept; %d older containers removed"
                        .formatted(it.request().version(), older.size()))
                .orElse("There was no version before"));
    }

    private void stop(Deployment old, Set<String> except, Deployment successor) {
        for (var service : old.request().services().reversed()) {
            var container = old.containers().get(service.name());
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
        if (Rollout.routed(successor).stream().anyMatch(it -> it.name().equals(service.name()))) {
            tools.gateway().drain(route, container, service.stopGrace());
        } else {
            tools.gateway().remove(route);
        }
    }

    private void retainBackups(Deployment deployment, Optional<Deployment> before) {
        var needed = new HashSet<>(files(deployment.backups()));
        before.ifPresent(it -> needed.addAll(files(it.backups())));
        for (DatastoreSpec datastore : deployment.request().datastores()) {
            tools.backups().retain(deployment.place(), datastore, needed);
        }
    }

    private static Set<String> files(List<AgentReport.Backup> backups) {
        return backups.stream().map(AgentReport.Backup::file).collect(Collectors.toSet());
    }
}
