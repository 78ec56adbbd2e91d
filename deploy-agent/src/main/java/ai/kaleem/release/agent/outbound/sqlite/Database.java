package ai.kaleem.release.agent.outbound.sqlite;

import ai.kaleem.release.agent.deploy.JournalClosed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * One SQLite file and the one connection that reads and writes it. A transaction that has returned is on disk, also after a
 * loss of power. An error of the file is the end: what was to be written may be lost, so nothing may be done on its
 * strength.
 */
public final class Database implements AutoCloseable {

    private static final int BUSY_MILLIS = 5_000;

    private final Connection connection;
    private final Consumer<SQLException> lost;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    private Database(Connection connection, Consumer<SQLException> lost) {
        this.connection = connection;
        this.lost = lost;
    }

    /**
     * Opens the file, or makes it, with the schema of this version.
     *
     * @param lost called when the file fails; it should end the process
     * @throws JournalClosed where it cannot be opened, or was written by a newer version
     */
    public static Database open(Path file, Consumer<SQLException> lost) {
        try {
            var config = new SQLiteConfig();
            // NORMAL may lose what was committed when the power goes (https://sqlite.org/wal.html).
            config.setJournalMode(JournalMode.WAL);
            config.setSynchronous(SynchronousMode.FULL);
            config.setBusyTimeout(BUSY_MILLIS);
            config.enforceForeignKeys(true);
            makePrivate(file);
            var connection = config.createConnection("jdbc:sqlite:" + file);
            connection.setAutoCommit(false);
            Schema.bringUp(connection);
            return new Database(connection, lost);
        } catch (SQLException | IOException e) {
            throw new JournalClosed("The journal %s cannot be opened: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** What containers print stands in it too. SQLite gives the files beside it the same rights. */
    private static void makePrivate(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    interface Work<T> {

        T with(Connection connection) throws SQLException;
    }

    /** All of it, or nothing. One at a time. */
    <T> T transact(Work<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new JournalClosed("The journal is closed");
            }
            try {
                var answer = work.with(connection);
                connection.commit();
                return answer;
            } catch (SQLException e) {
                closed = true;
                lost.accept(e);
                throw new JournalClosed("The journal is lost: %s".formatted(e.getMessage()), e);
            } catch (RuntimeException | Error e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            closed = true;
            lost.accept(e);
            throw new JournalClosed("The journal is lost: %s".formatted(e.getMessage()), e);
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            connection.close();
        } catch (SQLException e) {
            throw new JournalClosed("The journal did not close: %s".formatted(e.getMessage()), e);
        } finally {
            lock.unlock();
        }
    }
}
