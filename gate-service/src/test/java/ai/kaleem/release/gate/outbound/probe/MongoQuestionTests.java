package ai.kaleem.release.gate.outbound.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.Probe.MongoDb;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.gate.gate.Outcome;
import com.mongodb.client.MongoClients;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the embedded server, which speaks MongoDB's protocol, and against {@link StandInMongo} for replica sets. */
class MongoQuestionTests {

    @TempDir
    Path secrets;

    @TempDir
    Path store;

    private Asker asker;

    @BeforeEach
    void open() {
        asker = new Asker(secrets);
    }

    @Test
    void pingsAndFindsCollections() throws Exception {
        try (var server = EmbeddedMongo.open(store);
                var client = MongoClients.create(server.connectionString())) {
            client.getDatabase("shop").createCollection("orders");
            asker.secret("uri", server.connectionString().getConnectionString());

            assertThat(asker.ask(mongo(null, false)).summary()).startsWith("pong at attempt 1");
            assertThat(asker.ask(mongo("shop", false, "orders")).summary())
                    .startsWith("pong, 1 collections are there at attempt 1");
            assertThat(asker.ask(mongo("shop", false, "orders", "users", "carts")))
                    .isEqualTo(new Outcome.Failed("database shop has no collection users, carts at 1 of 1 attempts"));
        }
    }

    @Test
    void aReplicaSetNeedsAPrimary() throws Exception {
        try (var alone = StandInMongo.alone();
                var whole = StandInMongo.member(true);
                var headless = StandInMongo.member(false)) {
            asker.secret("uri", whole.uri());
            assertThat(asker.ask(mongo(null, true)).summary()).startsWith("pong, the replica set has a primary at");

            asker.secret("uri", headless.uri());
            assertThat(asker.ask(mongo(null, true)))
                    .isEqualTo(new Outcome.Failed("replica set rs0 has no primary at 1 of 1 attempts"));

            asker.secret("uri", alone.uri());
            assertThat(asker.ask(mongo(null, true)))
                    .isEqualTo(new Outcome.Failed("the server is no member of a replica set at 1 of 1 attempts"));
        }
    }

    @Test
    void failsWhereNobodyAnswers() throws Exception {
        asker.secret("uri", "mongodb://127.0.0.1:1/shop");

        assertThat(asker.ask(mongo(null, false)))
                .isEqualTo(new Outcome.Failed(
                        "no server of uriFile 'uri' answers as it has to within 2000 ms at 1 of 1 attempts"));
    }

    @Test
    void anAddressThatIsNoneIsOurs() throws Exception {
        asker.secret("uri", "mongodb:/shop:shop-word@host");
        assertThat(asker.ask(mongo(null, false)))
                .isEqualTo(new Outcome.Unknown(
                        "uriFile 'uri' holds no address; write mongodb://user:password@host:27017/database"));

        asker.secret("uri", "mongodb://shop:shop-word@host.invalid:27017");
        assertThat(asker.ask(mongo(null, false)))
                .isEqualTo(new Outcome.Unknown(
                        "uriFile 'uri' names the host host.invalid, which gate-service's host does not know"));
        assertThat(asker.log()).doesNotContain("shop-word");
    }

    @Test
    void aPlanWithoutADatabaseIsAtFault() throws Exception {
        try (var server = StandInMongo.alone()) {
            asker.secret("uri", server.uri().replace("/shop", "/"));

            assertThat(asker.ask(mongo(null, false, "orders")))
                    .isEqualTo(new Outcome.Failed("nobody says in which database the collections are; write database"));
        }
    }

    private static MongoDb mongo(String database, boolean replicaSet, String... collections) {
        return new MongoDb("uri", database, replicaSet, List.of(collections), Asker.ONCE);
    }
}
