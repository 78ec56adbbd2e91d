package ai.kaleem.release.agent.outbound.sqlite;

import ai.kaleem.release.agent.deploy.Journal;
import ai.kaleem.release.agent.deploy.JournalClosed;
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

    private SqliteJournal(Database database, Envelopes envelopes, Clock clock) {
        this.database = database;
        this.envelopes = envelopes;
        this.clock = clock;
    }

    /** @throws JournalClosed where it cannot say what is under way or what serves */
    public static SqliteJournal of(Database database, Envelopes envelopes, Clock clock) {
        var journal = new SqliteJournal(database, envelopes, clock);
        try {
            journal.transact(entries -> {
                for (var state : entries.places()) {
                    entries.unfinished(state.place());
                    var serving = state.serving();
                    if (serving != null && entries.find(serving).isEmpty()) {
                        throw new IllegalStateException(
                                "It has no entry of deployment %s, which serves %s".formatted(serving, state.place()));
                    }
                }
                return entries;
            });
        } catch (SqliteEntries.Unreadable | IllegalStateException e) {
            throw database.unreadable(e);
        }
        return journal;
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
