package ai.kaleem.release.api.outbound.mongo;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.api.inbound.plan.PlanFile;
import ai.kaleem.release.api.inbound.plan.PlanSchema;
import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.PlansContract;
import ai.kaleem.release.api.plan.StoredPlan;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Updates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MongoPlansTests implements PlansContract {

    private static EmbeddedMongo server;
    private static MongoClient client;

    @BeforeAll
    static void start() {
        server = EmbeddedMongo.inMemory();
        client = MongoClients.create(server.connectionString());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Override
    public Plans plans() {
        return new MongoPlans(client.getDatabase("plans"));
    }

    @Override
    public Plan plan(String app) {
        try {
            var text = Files.readString(Path.of("src/test/resources/plans/kaleem.yml"));
            return new PlanFile(new PlanSchema()).readYaml(text.replaceFirst("app: kaleem", "app: " + app));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onePlanThatCannotBeReadHidesNoOther() {
        var database = client.getDatabase("broken-plans");
        var plans = new MongoPlans(database);
        plans.put(new StoredPlan(plan("good"), "", "application/yaml", Instant.now(), "ci"));
        plans.put(new StoredPlan(plan("broken"), "", "application/yaml", Instant.now(), "ci"));
        database.getCollection("plans").updateOne(eq("_id", "broken"), Updates.set("plan", "{\"app\": "));

        assertThat(plans.all()).extracting(it -> it.plan().app()).containsExactly("good");
        assertThatThrownBy(() -> plans.find("broken")).hasMessageContaining("plans/broken");
    }
}
