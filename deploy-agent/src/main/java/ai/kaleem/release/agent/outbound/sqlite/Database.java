package ai.kaleem.release.agent.outbound.sqlite;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import ai.kaleem.release.agent.deploy.JournalClosed;
import ai.kaleem.release.agent.outbound.disk.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file and the one connection that reads and writes it. A transaction that has returned is on disk, also after a
 * loss of power. An error of the file is the end: what was to be written may be lost, so nothing may be done on its
 * strength.
 */
public final class Database implements AutoCloseable {

    private static final int BUSY_MILLIS = 5_000;

    private final Path file;
    private final Connection connection;
    private final Consumer<SQLException> lost;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    private Database(Path file, Connection connection, Consumer<SQLException> lost) {
        this.file = file;
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
        return open(file, Schema.VERSIONS, lost);
    }

    static Database open(Path file, List<List<String>> versions, Consumer<SQLException> lost) {
        try {
            if (Files.exists(file)) {
                Inspection.of(file);
            } else {
                make(file, versions);
            }
            return new Database(file, ready(file, versions), lost);
        } catch (SQLException e) {
            throw isFull(e) ? full(file, e) : unusable(file, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw Durable.isFull(e) ? full(file, e) : unusable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static Connection ready(Path file, List<List<String>> versions) throws SQLException, IOException {
        var connection = connect(file);
        try {
            Schema.bringUp(connection, versions);
            Reserve.take(connection, file);
            return connection;
        } catch (SQLException | IOException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private static JournalClosed full(Path file, Exception cause) {
        return new JournalClosed(
                "The disk with the journal %s is full: make room there and start the agent again".formatted(file),
                cause);
    }

    private static JournalClosed unusable(Path file, String why, Exception cause) {
        return new JournalClosed(
                "The journal %s cannot be used: %s. The agent does not guess what it did, so it does not start, and leaves the file as it is. Put back a copy of the whole folder; or, where there is none, move %s* away: what runs stays as it is, and the next release begins a new journal."
                        .formatted(file, why, file),
                cause);
    }

    private static Connection connect(Path file) throws SQLException {
        var config = new SQLiteConfig();
        // NORMAL may lose what was committed when the power goes (https://sqlite.org/wal.html).
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        var connection = config.createConnection("jdbc:sqlite:" + file);
        connection.setAutoCommit(false);
        return connection;
    }

    /** Whole or not at all, so that an empty one is known to be broken. */
    private static void make(Path file, List<List<String>> versions) throws SQLException, IOException {
        var log = file.resolveSibling(file.getFileName() + "-wal");
        if (Files.exists(log)) {
            throw new IOException("it is gone, and %s is still there".formatted(log));
        }
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        for (var suffix : List.of("", "-wal", "-shm", "-journal")) {
            Files.deleteIfExists(partial.resolveSibling(partial.getFileName() + suffix));
        }
        // What containers print stands in it too. SQLite gives the files beside it the same rights.
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var connection = connect(partial)) {
            Schema.bringUp(connection, versions);
        }
        Files.move(partial, file, ATOMIC_MOVE);
        Durable.names(file.toAbsolutePath().getParent());
    }

    /** Whether it says that there is no room, rather than that something is broken. */
    static boolean isFull(SQLException e) {
        return e instanceof SQLiteException it && it.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
    }

    /** What the file says is not what an agent writes. */
    JournalClosed unreadable(RuntimeException why) {
        return unusable(file, String.valueOf(why.getMessage()), why);
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
