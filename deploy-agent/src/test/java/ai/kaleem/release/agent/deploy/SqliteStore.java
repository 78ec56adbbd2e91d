package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.agent.outbound.sqlite.Database;
import ai.kaleem.release.agent.outbound.sqlite.SqliteJournal;
import ai.kaleem.release.agent.outbound.sqlite.SqliteOutbox;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The real journal, with what waits in its outbox as facts. */
final class SqliteStore implements Journal, AutoCloseable {

    private final Envelopes envelopes = new Envelopes("deploy-agent", Clock.systemUTC(), Traces.NONE);
    private final Database database;
    private final SqliteJournal journal;
    private final SqliteOutbox outbox;

    SqliteStore(Path file) {
        database = Database.open(file, failure -> {});
        journal = SqliteJournal.of(database, envelopes, Clock.systemUTC());
        outbox = new SqliteOutbox(database);
    }

    @Override
    public <T> T transact(Function<Entries, T> work) {
        return journal.transact(work);
    }

    /** Of all deployments, of each in order. */
    List<Fact.AgentFact> told() {
        return List.copyOf(unsentById().values());
    }

    /** By the id of the message. */
    Set<Map.Entry<String, Fact.AgentFact>> unsent() {
        return unsentById().entrySet();
    }

    private Map<String, Fact.AgentFact> unsentById() {
        var unsent = new LinkedHashMap<String, Fact.AgentFact>();
        for (var owner : outbox.ownersWithUnsent(Instant.now().plusSeconds(1), 1000)) {
            for (var message : outbox.unsent(owner)) {
                unsent.put(message.id(), (Fact.AgentFact) open(message.body(), message.routingKey()));
            }
        }
        return unsent;
    }

    void sent(String id) {
        outbox.sent("", List.of(id));
    }

    private Object open(String body, String routingKey) {
        try {
            return envelopes
                    .open(body.getBytes(StandardCharsets.UTF_8), routingKey)
                    .data();
        } catch (UnreadableMessage e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
