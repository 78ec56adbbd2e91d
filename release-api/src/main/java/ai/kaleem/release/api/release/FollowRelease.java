package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads a release's story as it goes on. Changes made by this process wake a follower; others are seen within a second. */
public final class FollowRelease {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final Releases releases;
    private final ConcurrentHashMap<ReleaseId, Set<CountDownLatch>> followers = new ConcurrentHashMap<>();

    public FollowRelease(Releases releases) {
        this.releases = releases;
    }

    /** Wakes those who follow the release. */
    public void stored(ReleaseId id) {
        followers.getOrDefault(id, Set.of()).forEach(CountDownLatch::countDown);
    }

    /**
     * The story after a number, at once.
     *
     * @throws ReleaseUnknown where there is no such release
     */
    public Story after(ReleaseId id, long number) {
        var release = releases.get(id);
        var entries =
                release.story().stream().filter(it -> it.number() > number).toList();
        return new Story(entries, release.isSettled());
    }

    /**
     * The story after a number; where there is nothing yet, waits for it. Holds its thread, so call it on a virtual one.
     *
     * @param patience after which the answer has no entries
     * @throws ReleaseUnknown where there is no such release
     */
    public Story after(ReleaseId id, long number, Duration patience) throws InterruptedException {
        var until = System.nanoTime() + patience.toNanos();
        while (true) {
            var latch = new CountDownLatch(1);
            follow(id, latch);
            try {
                var story = after(id, number);
                var left = until - System.nanoTime();
                if (!story.entries().isEmpty() || story.settled() || left <= 0) {
                    return story;
                }
                // Woken or not, the store says what there is.
                latch.await(Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS);
            } finally {
                leave(id, latch);
            }
        }
    }

    private void follow(ReleaseId id, CountDownLatch latch) {
        followers.compute(id, (key, all) -> {
            Set<CountDownLatch> set = all == null ? ConcurrentHashMap.newKeySet() : all;
            set.add(latch);
            return set;
        });
    }

    private void leave(ReleaseId id, CountDownLatch latch) {
        followers.computeIfPresent(id, (key, all) -> {
            all.remove(latch);
            return all.isEmpty() ? null : all;
        });
    }
}
