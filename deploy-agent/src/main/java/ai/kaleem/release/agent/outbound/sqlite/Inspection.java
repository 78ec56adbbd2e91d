package ai.kaleem.release.agent.outbound.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** Looks at a journal before anything is written to it, so that a broken one stays as it was found. */
final class Inspection {

    private static final int BUSY_MILLIS = 5_000;

    private Inspection() {}

    /** @throws SQLException in words, where it is not what an agent wrote */
    static void of(Path file) throws SQLException, IOException {
        if (Files.size(file) == 0) {
            throw new SQLException("it is empty, which no agent leaves it");
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        try (var connection = config.createConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            var found = rows.next() ? rows.getString(1) : "nothing";
            if (!found.equals("ok")) {
                throw new SQLException("it is damaged: %s".formatted(found));
            }
        }
    }
}
