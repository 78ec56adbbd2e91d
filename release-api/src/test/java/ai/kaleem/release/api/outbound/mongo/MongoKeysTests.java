package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.request.Keys;
import ai.kaleem.release.api.request.KeysContract;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MongoKeysTests implements KeysContract {

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
    public Keys keys() {
        return new MongoKeys(client.getDatabase("keys"), Clock.systemUTC());
    }
}
