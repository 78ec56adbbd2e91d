package ai.kaleem.release.api.release;

import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A release that is followed. Its readers share one look at the store a second, and the entries that came last. */
final class Followed {

    private static final Duration POLL = Duration.ofSeconds(1);

    /** Who is further behind reads the store for himself. */
    private static final int KEPT = 8;

    private final ReleaseId id;
    private final Releases releases;
    private final Reading reading;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    /** Under the lock of the map that it is in. */
    int readers;

    private volatile boolean stale = true;
    private long lookedAt;
    private long revision;
    private long newest;
    private Story last = new Story(List.of(), false);

    Followed(ReleaseId id, Releases releases, Reading reading) {
        this.id = id;
        this.releases = releases;
        this.reading = reading;
    }

    interface Reading {
        Story read(ReleaseId id, long number, int most);
    }

    ReleaseId id() {
        return id;
    }

    /** The store may have something new. */
    void changed() {
        stale = true;
        lock.lock();
        try {
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The entries after a number, {@link FollowRelease#MOST} at most; where there is none, waits for one.
     *
     * @throws ReleaseUnknown where there is no such release
     */
    Story after(long number, Duration patience) throws InterruptedException {
        var until = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            while (true) {
                look();
                var left = until - System.nanoTime();
                if (newest > number || last.settled() || left <= 0) {
                    break;
                }
                if (!stale) {
                    news.await(Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS);
                }
            }
            if (newest <= number) {
                return new Story(List.of(), last.settled());
            }
            if (number >= newest - last.entries().size()) {
                var entries = last.entries().stream()
                        .filter(it -> it.number() > number)
                        .toList();
                return new Story(entries, last.settled());
            }
        } finally {
            lock.unlock();
        }
        return reading.read(id, number, FollowRelease.MOST);
    }

    /** Whether nothing follows that number for now. */
    boolean isSettledAt(long number) {
        lock.lock();
        try {
            look();
            return newest <= number && last.settled();
        } finally {
            lock.unlock();
        }
    }

    /** Takes in what the release came to, where it changed since the last look. */
    private void look() {
        if (!stale && System.nanoTime() - lookedAt < POLL.toNanos()) {
            return;
        }
        stale = false;
        var seen = false;
        try {
            var stored = releases.revision(id).orElseThrow(() -> releases.unknown(id));
            if (stored != revision) {
                keep(reading.read(id, newest, Integer.MAX_VALUE));
                revision = stored;
            }
            lookedAt = System.nanoTime();
            seen = true;
        } finally {
            if (!seen) {
                stale = true;
            }
        }
    }

    private void keep(Story fresh) {
        var entries = new ArrayList<>(last.entries());
        entries.addAll(fresh.entries());
        newest = entries.isEmpty() ? 0 : entries.getLast().number();
        last = new Story(
                List.copyOf(entries.subList(Math.max(0, entries.size() - KEPT), entries.size())), fresh.settled());
    }
}
