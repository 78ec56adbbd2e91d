package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;

import ai.kaleem.release.api.environment.Agents;
import ai.kaleem.release.common.contract.Fact.Beat;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import tools.jackson.databind.json.JsonMapper;

/** One document an agent: its newest beat. */
public final class MongoAgents implements Agents {

    private final MongoCollection<Document> agents;
    private final JsonMapper mapper = JsonMapper.builder().build();

    public MongoAgents(MongoDatabase database) {
        this.agents = Durable.collection(database, "agents");
    }

    @Override
    public void heard(Beat beat, Instant at) {
        var document = new Document("_id", beat.agent())
                .append("beatAt", Date.from(beat.at()))
                .append("at", Date.from(at))
                .append("beat", mapper.writeValueAsString(beat));
        var older = and(eq("_id", beat.agent()), lte("beatAt", Date.from(beat.at())));
        if (agents.replaceOne(older, document).getMatchedCount() == 0
                && agents.find(eq("_id", beat.agent())).first() == null) {
            agents.replaceOne(eq("_id", beat.agent()), document, new ReplaceOptions().upsert(true));
        }
    }

    @Override
    public Optional<Heard> find(String agent) {
        return Optional.ofNullable(agents.find(eq("_id", agent)).first())
                // The next beat takes its place.
                .flatMap(it ->
                        Legible.each("agents", "beat", this::heard).apply(it).findFirst());
    }

    private Heard heard(Document document) {
        return new Heard(
                mapper.readValue(document.getString("beat"), Beat.class),
                document.getDate("at").toInstant());
    }
}
