package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.inbound.plan.PlanFile;
import ai.kaleem.release.api.inbound.plan.PlanSchema;
import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.PlansContract;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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
}
