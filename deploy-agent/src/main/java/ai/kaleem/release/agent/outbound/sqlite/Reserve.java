package ai.kaleem.release.agent.outbound.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room that the journal takes while there is some: what is begun can be written down to its end, forward or back, also once
 * the disk is full. Neither the file nor the log beside it has to grow before so much was written.
 */
final class Reserve {

    /** The log beside the file is begun again at about 4 MB; a deployment with all its evidence has less than 1. */
    static final int BYTES = 5 * 1024 * 1024;

    /** It is written to the log first, then to the file. */
    private static final long LEAST = 3L * BYTES;

    private static final Logger log = LoggerFactory.getLogger(Reserve.class);

    private Reserve() {}

    /** Where there is no room for it, the journal does without: what is there already may do. */
    static void take(Connection connection, Path file) throws SQLException, IOException {
        var free = Files.getFileStore(file).getUsableSpace();
        if (free < LEAST) {
            log.warn(
                    "The disk with {} has {} bytes left, too few for the journal to set some aside: make room there",
                    file,
                    free);
            return;
        }
        // A statement each: SQLite itself takes back one that finds no room.
        connection.setAutoCommit(true);
        try {
            run(connection, "DROP TABLE IF EXISTS reserve");
            run(connection, "CREATE TABLE reserve AS SELECT zeroblob(%d) AS room".formatted(BYTES));
            // Its pages stay with the file, for whatever is written next.
            run(connection, "DROP TABLE reserve");
        } finally {
            connection.setAutoCommit(false);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
