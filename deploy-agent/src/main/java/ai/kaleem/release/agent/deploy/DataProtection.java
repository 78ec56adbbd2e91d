package ai.kaleem.release.agent.deploy;

import static ai.kaleem.release.agent.deploy.StepName.BACKUP;

import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.deploy.StepRunner.Result;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;

/** Backs an app's data up before a release, and brings it back as it was. */
final class DataProtection {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Tools tools;
    private final StepRunner steps;

    DataProtection(Tools tools, StepRunner steps) {
        this.tools = tools;
        this.steps = steps;
    }

    /** An unsealed backup is none, and stops the deployment. */
    Result backUp() {
        var deployment = steps.deployment();
        if (deployment.request().datastores().isEmpty()) {
            return new Result.Nothing("the plan names no datastore");
        }
        try (var turn = tools.turns().take(deployment.place())) {
            return backUp(deployment);
        }
    }

    private Result backUp(Deployment deployment) {
        var taken = new ArrayList<AgentReport.Backup>();
        for (var datastore : deployment.request().datastores()) {
            taken.add(take(
                    deployment,
                    datastore,
                    Purpose.BEFORE_RELEASE,
                    bytes -> steps.note(BACKUP, "%s: %s so far".formatted(datastore.name(), Words.bytes(bytes)))));
        }
        var bytes = taken.stream().mapToLong(AgentReport.Backup::bytes).sum();
        return new Result.Done(
                "%d sealed, %s".formatted(taken.size(), Words.bytes(bytes)),
                null,
                (page, it) -> taken.forEach(it::backedUp));
    }

    /** What a rollback restores. */
    Result takeBack() {
        return switch (takenBack()) {
            case TakenBack.Before(var taken) -> restore(taken);
            case TakenBack.Nothing(var why) -> new Result.Nothing(why);
        };
    }

    private TakenBack takenBack() {
        var deployment = steps.deployment();
        return tools.ledger().read(entries -> TakenBack.choose(entries, deployment));
    }

    /**
     * Puts the data back as it was before {@code taken back} was deployed. Requests wait at the gateway, and every container
     * of the place is stopped first, so that nothing writes meanwhile; whoever calls starts what shall serve and lets the
     * requests go.
     */
    Result restore(Deployment takenBack) {
        var wanted = Restorable.before(takenBack);
        if (!wanted.isEmpty()) {
            return restore(wanted);
        }
        if (takenBack.request().datastores().isEmpty()) {
            return new Result.Nothing("the plan names no datastore");
        }
        throw new StepFailed("there is no sealed backup from before %s; the data is as it is"
                .formatted(takenBack.request().version()));
    }

    /** As {@link #restore(Deployment)}, to the backups that were asked for. */
    Result restoreNamed() {
        return restore(Restorable.named(steps.deployment(), tools.backups()));
    }

    private Result restore(Restorable wanted) {
        var deployment = steps.deployment();
        // Before requests wait.
        try (var turn = tools.turns().take(deployment.place())) {
            return restore(deployment, wanted);
        }
    }

    private Result restore(Deployment deployment, Restorable wanted) {
        holdTraffic(deployment);
        stopAll(deployment.place());
        var dumped = new ArrayList<AgentReport.Backup>();
        for (var one : wanted.all()) {
            var dump = take(deployment, one.datastore(), Purpose.BEFORE_RESTORE, bytes -> {});
            dumped.add(dump);
            // Before anything is overwritten, so that the way back and a person find it wherever this ends.
            tools.ledger().change(deployment.id(), it -> it.backedUp(dump));
            tools.backups().restore(deployment.place(), one.datastore(), one.backup());
        }
        var since = wanted.since().orElseThrow();
        tools.ledger().change(deployment.id(), it -> it.lost(since));
        var files = dumped.stream().map(AgentReport.Backup::file).toList();
        return Result.done(
                "Restored as of %s; what was written since then is in %s".formatted(since, String.join(", ", files)));
    }

    /** Undoes what a restore has begun: the data is again as it was just before. */
    Result putBack() {
        var deployment = steps.deployment();
        if (!deployment.isRollback() || deployment.request().kind() == Kind.RESTORE) {
            try (var turn = tools.turns().take(deployment.place())) {
                return putBack(deployment, deployment);
            }
        }
        if (!(takenBack() instanceof TakenBack.Before(var taken))) {
            return new Result.Nothing("nothing was restored");
        }
        try (var turn = tools.turns().take(deployment.place())) {
            return putBack(deployment, taken);
        }
    }

    private Result putBack(Deployment deployment, Deployment taken) {
        holdTraffic(deployment);
        stopAll(deployment.place());
        for (var datastore : taken.request().datastores()) {
            for (var dump : dumps(deployment)) {
                if (dump.datastore().equals(datastore.name())) {
                    tools.backups().restore(deployment.place(), datastore, dump);
                }
            }
        }
        return new Result.Done("The data is as it was before the restore", null, (page, it) -> it.lost(null));
    }

    /** Taken before a restore: the only ones of a rollback, of a release the second of a datastore. */
    static List<AgentReport.Backup> dumps(Deployment deployment) {
        var seen = new HashSet<String>();
        return deployment.backups().stream()
                .filter(it -> deployment.isRollback() || !seen.add(it.datastore()))
                .toList();
    }

    private void holdTraffic(Deployment deployment) {
        for (var service : Rollout.routed(deployment)) {
            tools.gateway().ensure(Route.to(deployment.place(), service));
            tools.gateway().hold(Route.to(deployment.place(), service));
        }
    }

    /** All at once: requests are waiting. */
    private void stopAll(Place place) {
        var stopped = tools.host().list(place).stream()
                .filter(ContainerState::running)
                .map(it -> CompletableFuture.runAsync(
                        () -> tools.host().stop(it.name(), GRACE),
                        task -> Thread.ofVirtual().name("stop-" + it.name()).start(task)))
                .toList();
        try {
            stopped.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private AgentReport.Backup take(
            Deployment deployment, DatastoreSpec datastore, Purpose purpose, LongConsumer progress) {
        return tools.backups().take(new Backups.Key(deployment.place(), deployment.id(), purpose), datastore, progress);
    }
}
