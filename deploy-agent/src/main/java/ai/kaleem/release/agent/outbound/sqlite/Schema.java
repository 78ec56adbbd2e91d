package ai.kaleem.release.agent.outbound.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables, version by version. {@code user_version} says which a file has; what was released here is never changed. */
final class Schema {

    static final List<List<String>> VERSIONS = List.of(List.of(
            """
            CREATE TABLE deployment (
                number      INTEGER PRIMARY KEY AUTOINCREMENT, -- the order they were accepted in
                id          TEXT NOT NULL UNIQUE,
                app         TEXT NOT NULL,
                environment TEXT NOT NULL,
                phase       TEXT NOT NULL,
                ended       INTEGER NOT NULL,
                request     TEXT NOT NULL,                     -- as it was asked, never changed
                saved       TEXT NOT NULL)                     -- how far it came
            """,
            "CREATE INDEX unfinished ON deployment (app, environment, number) WHERE ended = 0",
            """
            CREATE TABLE place (
                app         TEXT NOT NULL,
                environment TEXT NOT NULL,
                epoch       INTEGER NOT NULL,
                serving     TEXT REFERENCES deployment (id),
                PRIMARY KEY (app, environment))
            """,
            """
            CREATE TABLE outbox (
                number      INTEGER PRIMARY KEY AUTOINCREMENT, -- the order they were told in
                owner       TEXT NOT NULL,
                id          TEXT NOT NULL UNIQUE,
                exchange    TEXT NOT NULL,
                routing_key TEXT NOT NULL,
                type        TEXT NOT NULL,
                subject     TEXT NOT NULL,
                body        TEXT NOT NULL,
                written_at  INTEGER NOT NULL)                  -- milliseconds since 1970
            """,
            "CREATE INDEX outbox_owner ON outbox (owner, number)"));

    private Schema() {}

    /** @throws SQLException where the file is of a newer version */
    static void bringUp(Connection connection, List<List<String>> versions) throws SQLException {
        var version = version(connection);
        if (version > versions.size()) {
            connection.rollback();
            throw new SQLException("it has version %d, this agent knows %d: start the newer agent"
                    .formatted(version, versions.size()));
        }
        try (var statement = connection.createStatement()) {
            for (var statements : versions.subList(version, versions.size())) {
                for (var sql : statements) {
                    statement.execute(sql);
                }
            }
            if (version < versions.size()) {
                statement.execute("PRAGMA user_version = " + versions.size());
            }
        }
        connection.commit();
    }

    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
