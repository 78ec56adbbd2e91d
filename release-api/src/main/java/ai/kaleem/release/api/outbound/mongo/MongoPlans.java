package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.StoredPlan;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import tools.jackson.databind.json.JsonMapper;

/** One document an app: the plan as it binds, and the file it came from. */
public final class MongoPlans implements Plans {

    private final MongoCollection<Document> plans;
    private final JsonMapper json = JsonMapper.builder().build();

    public MongoPlans(MongoDatabase database) {
        this.plans = Durable.collection(database, "plans");
    }

    @Override
    public void put(StoredPlan stored) {
        plans.replaceOne(eq("_id", stored.plan().app()), document(stored), new ReplaceOptions().upsert(true));
    }

    @Override
    public boolean replace(StoredPlan former, StoredPlan stored) {
        var same = and(eq("_id", former.plan().app()), eq("text", former.text()));
        return plans.replaceOne(same, document(stored)).getMatchedCount() > 0;
    }

    private Document document(StoredPlan stored) {
        return new Document("_id", stored.plan().app())
                .append("plan", json.writeValueAsString(stored.plan()))
                .append("text", stored.text())
                .append("mediaType", stored.mediaType())
                .append("putAt", Date.from(stored.putAt()))
                .append("putBy", stored.putBy());
    }

    @Override
    public Optional<StoredPlan> find(String app) {
        return Optional.ofNullable(plans.find(eq("_id", app)).first())
                .map(it -> Legible.read("plans", "plan", it, this::read));
    }

    @Override
    public List<StoredPlan> all() {
        return plans.find().sort(Sorts.ascending("_id")).into(new ArrayList<>()).stream()
                .flatMap(Legible.each("plans", "plan", this::read))
                .toList();
    }

    private StoredPlan read(Document document) {
        return new StoredPlan(
                json.readValue(document.getString("plan"), Plan.class),
                document.getString("text"),
                document.getString("mediaType"),
                document.getDate("putAt").toInstant(),
                document.getString("putBy"));
    }
}
