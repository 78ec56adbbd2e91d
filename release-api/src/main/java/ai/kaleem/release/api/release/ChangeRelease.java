package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads, changes and stores a release, again when somebody else stored it meanwhile, and says so when it is stored. */
public final class ChangeRelease {

    private static final int TRIES = 100;

    private final Releases releases;
    private final Consumer<ReleaseId> stored;

    /** @param stored hears of each release that was stored: to send what is unsent, and to wake who follows it */
    public ChangeRelease(Releases releases, Consumer<ReleaseId> stored) {
        this.releases = releases;
        this.stored = stored;
    }

    /** Stores a new release; false where one of that id is there already. */
    boolean add(Release release) {
        var added = releases.add(release);
        stored.accept(release.id());
        return added;
    }

    /**
     * Stores the release if the change says that it changed it.
     *
     * @return the release as it is now, changed or not
     * @throws ReleaseUnknown where there is none
     */
    Release change(ReleaseId id, Predicate<Release> change) {
        return change(releases.get(id), change);
    }

    /** The same for a release that was read a moment ago. */
    Release change(Release read, Predicate<Release> change) {
        var release = read;
        for (var i = 0; i < TRIES; i++) {
            if (!change.test(release)) {
                return release;
            }
            if (releases.save(release)) {
                stored.accept(release.id());
                return release;
            }
            release = releases.get(read.id());
        }
        throw new IllegalStateException("Release %s changed under our hands %d times".formatted(read.id(), TRIES));
    }
}
