package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which backups a rollback may need. */
final class NeededBackups {

    private final Ledger ledger;

    NeededBackups(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Their files, while that deployment serves. */
    Set<String> of(Deployment serving) {
        var needed = new HashSet<String>();
        for (var one :
                Stream.concat(Stream.of(serving), previous(serving).stream()).toList()) {
            needed.addAll(files(one.backups()));
            // From a rollback that serves, one goes further back with what its release found.
            released(one).ifPresent(it -> needed.addAll(files(it.backups())));
        }
        return needed;
    }

    /** The version to go back to: a rollback to what served all along has the one before that behind it. */
    Optional<Deployment> previous(Deployment serving) {
        var mine = Set.copyOf(serving.prepared().containers().values());
        return ledger.read(entries -> {
            var previous = serving.before().flatMap(entries::find);
            while (previous.isPresent()
                    && (mine.containsAll(previous.get().prepared().containers().values())
                            || wasPutRight(serving, previous.get()))) {
                previous = previous.get().before().flatMap(entries::find);
            }
            return previous;
        });
    }

    /** The same release, whose containers were made anew. */
    private static boolean wasPutRight(Deployment serving, Deployment before) {
        return serving.request().kind() == Kind.PUT_RIGHT
                && before.request().releaseId().equals(serving.request().releaseId());
    }

    private Optional<Deployment> released(Deployment again) {
        var release = again.request().releaseId();
        return ledger.read(entries -> entries.newest(
                again.place(),
                it -> !it.isRollback()
                        && it.isLive()
                        && it.request().releaseId().equals(release)));
    }

    private static Set<String> files(List<AgentReport.Backup> backups) {
        return backups.stream().map(AgentReport.Backup::file).collect(Collectors.toSet());
    }
}
