package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Restoration;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sealed backups that data can be brought back from, at most one for each datastore. */
record Restorable(List<One> all) {

    record One(DatastoreSpec datastore, AgentReport.Backup backup) {}

    /** Of before that deployment: of each datastore the first that it took. */
    static Restorable before(Deployment taken) {
        return new Restorable(taken.request().datastores().stream()
                .flatMap(datastore -> taken.backups().stream()
                        .filter(it -> it.sealed() && it.datastore().equals(datastore.name()))
                        .min(Comparator.comparing(AgentReport.Backup::takenAt))
                        .map(it -> new One(datastore, it))
                        .stream())
                .toList());
    }

    /**
     * Those that the deployment is asked to bring back.
     *
     * @throws StepFailed where one of them is not here
     */
    static Restorable named(Deployment deployment, Backups backups) {
        return new Restorable(deployment.request().restorations().stream()
                .map(it -> named(deployment, it, backups))
                .toList());
    }

    private static One named(Deployment deployment, Restoration wanted, Backups backups) {
        var datastore = deployment.request().datastores().stream()
                .filter(it -> it.name().equals(wanted.datastore()))
                .findFirst()
                .orElseThrow(() ->
                        new StepFailed("the plan that runs has no datastore '%s': GET /backups shows those there are"
                                .formatted(wanted.datastore())));
        return backups.held(deployment.place(), datastore).stream()
                .map(Backups.Held::backup)
                .filter(it -> it.sealed() && Path.of(it.file()).endsWith(wanted.backup()))
                .findFirst()
                .map(it -> new One(datastore, it))
                .orElseThrow(() -> new StepFailed(
                        "there is no sealed backup '%s' of %s on this host: GET /backups shows those there are"
                                .formatted(wanted.backup(), wanted.datastore())));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The moment the data goes back to, that of the oldest; empty where there is none. */
    Optional<Instant> since() {
        return all.stream().map(it -> it.backup().takenAt()).min(Comparator.naturalOrder());
    }

    /** A line for each. */
    String words() {
        return all.stream()
                .map(it -> "%s: from %s, taken at %s, %s"
                        .formatted(
                                it.datastore().name(),
                                it.backup().file(),
                                it.backup().takenAt(),
                                Words.bytes(it.backup().bytes())))
                .collect(Collectors.joining("\n"));
    }
}
