package ai.kaleem.release.common.mongo;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.h2.mvstore.MVStore;

/**
 * Makes many writers share one sync of the file.
 *
 * <p>The first writer that finds nobody at it commits for all who are done by then; the others wait, and the next
 * sync takes all of them at once. A commit never falls into the middle of a command.
 */
final class GroupCommit {

    private final MVStore store;
    private final Consumer<Throwable> lost;
    private final ReadWriteLock commands = new ReentrantReadWriteLock();

    private final ReentrantLock turn = new ReentrantLock();
    private final Condition synced = turn.newCondition();
    private long lastDone;
    private long lastSynced;
    private boolean syncing;

    /** @param lost told when a commit did not reach the disk; what is on the disk then is known after the next start alone */
    GroupCommit(MVStore store, Consumer<Throwable> lost) {
        this.store = store;
        this.lost = lost;
    }

    /** Runs a command and returns its answer, or throws its error, once everything it changed is on the disk. */
    <T> T durably(Supplier<T> command) {
        commands.readLock().lock();
        long ticket;
        T answer;
        try {
            answer = command.get();
        } finally {
            ticket = done();
            commands.readLock().unlock();
        }
        awaitSync(ticket);
        return answer;
    }

    private long done() {
        turn.lock();
        try {
            return ++lastDone;
        } finally {
            turn.unlock();
        }
    }

    private void awaitSync(long ticket) {
        turn.lock();
        try {
            while (lastSynced < ticket) {
                if (syncing) {
                    synced.awaitUninterruptibly();
                } else {
                    syncAllDone();
                }
            }
        } finally {
            turn.unlock();
        }
    }

    /** Called, and returns, with the turn held; it is free for others while the disk works. */
    private void syncAllDone() {
        syncing = true;
        turn.unlock();
        long upTo = 0;
        try {
            upTo = commit();
            store.sync();
        } catch (RuntimeException | Error e) {
            lost.accept(e);
            throw e;
        } finally {
            turn.lock();
            syncing = false;
            synced.signalAll();
        }
        lastSynced = upTo;
    }

    private long commit() {
        commands.writeLock().lock();
        try {
            turn.lock();
            long upTo;
            try {
                upTo = lastDone;
            } finally {
                turn.unlock();
            }
            store.commit();
            return upTo;
        } finally {
            commands.writeLock().unlock();
        }
    }
}
