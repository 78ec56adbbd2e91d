package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Reads a release's story as it goes on. Changes made by this process wake a reader; others are seen within a second.
 *
 * <p>However many read, memory stays small: all readers of one release share what is looked up, nothing is read while the
 * release is as it was, and a stored release, which may weigh megabytes, is in the hands of a few readers at a time.
 */
public final class FollowRelease {

    /** A stored release costs several times its size while its story is taken out of it. */
    private static final int AT_ONCE = 2;

    /** A reader that is slow to take what it is given holds no more than so many entries. */
    static final int MOST = 32;

    private final Releases releases;
    private final Semaphore reading = new Semaphore(AT_ONCE);
    private final ConcurrentHashMap<ReleaseId, Followed> followed = new ConcurrentHashMap<>();

    public FollowRelease(Releases releases) {
        this.releases = releases;
    }

    /** Wakes those who follow the release. */
    public void stored(ReleaseId id) {
        var one = followed.get(id);
        if (one != null) {
            one.changed();
        }
    }

    /**
     * The story after a number, at once.
     *
     * @throws ReleaseUnknown where there is no such release
     */
    public Story after(ReleaseId id, long number) {
        return read(id, number, Integer.MAX_VALUE);
    }

    /** Follows the story after a number until it is closed. */
    public Reader follow(ReleaseId id, long number) {
        var one = followed.compute(id, (key, known) -> {
            var it = known == null ? new Followed(id, releases, this::read) : known;
            it.readers++;
            return it;
        });
        return new Reader(one, number);
    }

    private Story read(ReleaseId id, long number, int most) {
        reading.acquireUninterruptibly();
        try {
            return releases.story(id, number, most);
        } finally {
            reading.release();
        }
    }

    private void leave(ReleaseId id) {
        followed.computeIfPresent(id, (key, it) -> --it.readers == 0 ? null : it);
    }

    /** One who follows a release. For one thread, a virtual one, since {@link #next} holds it. */
    public final class Reader implements AutoCloseable {

        private final Followed release;
        private long number;

        private Reader(Followed release, long number) {
            this.release = release;
            this.number = number;
        }

        /**
         * What comes next of the story, {@value #MOST} entries at most; where there is nothing yet, waits for it.
         *
         * @param patience after which the answer has no entries
         * @throws ReleaseUnknown where there is no such release
         */
        public Story next(Duration patience) throws InterruptedException {
            var story = release.after(number, patience);
            if (!story.entries().isEmpty()) {
                number = story.entries().getLast().number();
            }
            return story;
        }

        /**
         * Whether the release has settled and all of its story is known already.
         *
         * @throws ReleaseUnknown where there is no such release
         */
        public boolean isAtTheEnd() {
            return release.isSettledAt(number);
        }

        @Override
        public void close() {
            leave(release.id());
        }
    }
}
