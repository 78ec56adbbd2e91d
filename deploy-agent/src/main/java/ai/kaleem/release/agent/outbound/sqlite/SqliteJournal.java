package ai.kaleem.release.agent.outbound.sqlite;

import ai.kaleem.release.agent.deploy.Journal;
import ai.kaleem.release.common.messaging.Envelopes;
import java.time.Clock;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** The journal in an SQLite file. Facts are sealed into its outbox in the transaction that they tell of. */
public final class SqliteJournal implements Journal {

    private final Database database;
    private final Envelopes envelopes;
    private final Clock clock;
    private final JsonMapper mapper = JsonMapper.builder().build();

    public SqliteJournal(Database database, Envelopes envelopes, Clock clock) {
        this.database = database;
        this.envelopes = envelopes;
        this.clock = clock;
    }

    @Override
    public <T> T transact(Function<Entries, T> work) {
        return database.transact(connection -> {
            try {
                return work.apply(new SqliteEntries(connection, envelopes, clock, mapper));
            } catch (SqliteEntries.Failed e) {
                throw e.cause();
            }
        });
    }

    /** Whether it can still be written. */
    public boolean isOpen() {
        return database.isOpen();
    }
}
