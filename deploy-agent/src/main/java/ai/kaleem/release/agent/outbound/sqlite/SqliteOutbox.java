package ai.kaleem.release.agent.outbound.sqlite;

import ai.kaleem.release.common.messaging.OutboxStore;
import ai.kaleem.release.common.messaging.Outgoing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The facts that wait in the journal's file. Their owner is the deployment they tell of. */
public final class SqliteOutbox implements OutboxStore {

    private final Database database;

    public SqliteOutbox(Database database) {
        this.database = database;
    }

    @Override
    public List<String> ownersWithUnsent(Instant olderThan, int limit) {
        return database.transact(connection -> {
            try (var statement = connection.prepareStatement(
                    "SELECT owner FROM outbox GROUP BY owner HAVING min(written_at) < ? ORDER BY min(number) LIMIT ?")) {
                statement.setLong(1, olderThan.toEpochMilli());
                statement.setInt(2, limit);
                var owners = new ArrayList<String>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        owners.add(rows.getString(1));
                    }
                }
                return owners;
            }
        });
    }

    @Override
    public List<Outgoing> unsent(String owner) {
        return database.transact(connection -> {
            try (var statement = connection.prepareStatement(
                    "SELECT id, exchange, routing_key, type, subject, body FROM outbox WHERE owner = ? ORDER BY number")) {
                statement.setString(1, owner);
                var unsent = new ArrayList<Outgoing>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        unsent.add(new Outgoing(
                                rows.getString("id"),
                                rows.getString("exchange"),
                                rows.getString("routing_key"),
                                rows.getString("type"),
                                rows.getString("subject"),
                                rows.getString("body")));
                    }
                }
                return unsent;
            }
        });
    }

    @Override
    public void sent(String owner, List<String> messageIds) {
        database.transact(connection -> {
            try (var statement = connection.prepareStatement("DELETE FROM outbox WHERE id = ?")) {
                for (var id : messageIds) {
                    statement.setString(1, id);
                    statement.addBatch();
                }
                return statement.executeBatch().length;
            }
        });
    }
}
