package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ReleaseId;
import java.util.Optional;

/**
 * Whose time the data shall forget when a rollback takes the data back as well: of what took over from the target, the
 * newest, since that found the data as the target left it. It is chosen by release, for what serves may be an earlier
 * rollback that has no backup of its own.
 */
sealed interface TakenBack {

    /** The data goes back to what it was before that deployment. */
    record Before(Deployment taken) implements TakenBack {}

    /** The data is as it should be. */
    record Nothing(String why) implements TakenBack {}

    /** The same answer also after a crash, until the rollback has ended. */
    static TakenBack choose(Journal.Entries entries, Deployment rollback) {
        var target = rollback.request().releaseId();
        var version = rollback.request().version();
        var serving = rollback.before().flatMap(entries::find);
        var targetServes = serving.filter(it -> isOf(it, target)).isPresent();
        var aborts = rollback.request().aborts();
        var aborted = Optional.ofNullable(aborts).flatMap(entries::find).filter(TakenBack::mayHaveTouchedData);
        if (targetServes && aborts != null && aborted.isEmpty()) {
            return new Nothing(
                    "%s serves, and what was aborted had not been started: nothing was changed".formatted(version));
        }
        var taken = targetServes && aborted.isPresent()
                ? aborted
                : superseder(entries, rollback, aborted)
                        .or(() -> targetServes ? Optional.empty() : aborted)
                        .or(() -> targetServes ? Optional.empty() : serving);
        if (taken.isEmpty() && targetServes) {
            return new Nothing("%s serves, and nothing has taken over from it: nothing was changed".formatted(version));
        }
        if (taken.isEmpty()) {
            throw new StepFailed("nothing was deployed here whose data could be taken back");
        }
        var isDone = targetServes
                && serving.filter(it -> hasRestored(it, taken.get())).isPresent();
        return isDone
                ? new Nothing("the data was put back to before %s already"
                        .formatted(taken.get().request().version()))
                : new Before(taken.get());
    }

    private static Optional<Deployment> superseder(
            Journal.Entries entries, Deployment rollback, Optional<Deployment> aborted) {
        var target = rollback.request().releaseId();
        var abortedId = aborted.map(Deployment::id);
        var found = entries.newest(
                rollback.place(),
                it -> tookOver(entries, it, target)
                        && (it.isLive()
                                || hasMigrated(it)
                                || abortedId.filter(it.id()::equals).isPresent())
                        && it.backups().stream().anyMatch(backup -> backup.sealed()));
        // One without a backup is named in the refusal.
        return found.or(() -> entries.newest(rollback.place(), it -> it.isLive() && tookOver(entries, it, target)));
    }

    private static boolean tookOver(Journal.Entries entries, Deployment it, ReleaseId from) {
        return !isOf(it, from)
                && it.before()
                        .flatMap(entries::find)
                        .filter(before -> isOf(before, from))
                        .isPresent();
    }

    private static boolean isOf(Deployment it, ReleaseId release) {
        return it.request().releaseId().equals(release);
    }

    /** A product may change its data as it starts. A rollback changed it where it could not put it back. */
    private static boolean mayHaveTouchedData(Deployment aborted) {
        return aborted.isRollback()
                ? aborted.report().lostSince() != null
                : aborted.isLive()
                        || hasMigrated(aborted)
                        || aborted.steps().hasBegun(StepName.BOOTSTRAP)
                        || aborted.steps().hasBegun(StepName.START);
    }

    /** The data may be changed though it never took over. */
    private static boolean hasMigrated(Deployment it) {
        return it.steps().hasBegun(StepName.MIGRATE);
    }

    /** By the way back of the one that was taken back, or by an earlier rollback that serves since. */
    private static boolean hasRestored(Deployment serving, Deployment taken) {
        var byItself = !taken.isRollback()
                && taken.report().lostSince() != null
                && taken.before().filter(serving.id()::equals).isPresent();
        var since = Restorable.before(taken).since();
        return byItself
                || since.filter(it -> it.equals(serving.report().lostSince())).isPresent();
    }
}
