package ai.kaleem.release.common.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMongoTests {

    @TempDir
    Path folder;

    @Test
    void storesFindsChangesAndRemoves() {
        try (EmbeddedMongo mongo = EmbeddedMongo.inMemory();
                MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoCollection<Document> releases = collection(client);
            releases.insertOne(new Document("_id", "r1").append("version", "1.0.0"));

            releases.updateOne(eq("_id", "r1"), set("version", "1.0.1"));
            assertThat(releases.find(eq("_id", "r1")).first()).containsEntry("version", "1.0.1");

            releases.deleteOne(eq("_id", "r1"));
            assertThat(releases.countDocuments()).isZero();
        }
    }

    @Test
    void oneOfManyClaimsWins() throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.open(folder);
                MongoClient client = MongoClients.create(mongo.connectionString());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            MongoCollection<Document> turns = collection(client);
            turns.insertOne(
                    new Document("_id", "production").append("holder", null).append("epoch", 0));

            List<Future<Document>> claims = IntStream.range(0, 20)
                    .mapToObj(it -> threads.submit(() -> turns.findOneAndUpdate(
                            combine(eq("_id", "production"), eq("holder", null)),
                            combine(set("holder", "d" + it), inc("epoch", 1)),
                            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER))))
                    .toList();

            List<Document> winners = new ArrayList<>();
            for (Future<Document> claim : claims) {
                if (claim.get() != null) {
                    winners.add(claim.get());
                }
            }
            assertThat(winners).singleElement().satisfies(it -> assertThat(it).containsEntry("epoch", 1));
        }
    }

    @Test
    void uniqueIndexRefusesASecond() {
        try (EmbeddedMongo mongo = EmbeddedMongo.open(folder);
                MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoCollection<Document> releases = collection(client);
            releases.createIndex(Indexes.ascending("app", "version"), new IndexOptions().unique(true));
            releases.insertOne(new Document("app", "kaleem").append("version", "1.0.0"));

            assertThatExceptionOfType(MongoWriteException.class)
                    .isThrownBy(() -> releases.insertOne(new Document("app", "kaleem").append("version", "1.0.0")))
                    .satisfies(it -> assertThat(it.getError().getCategory()).isEqualTo(ErrorCategory.DUPLICATE_KEY));
            assertThat(releases.countDocuments()).isEqualTo(1);
        }
    }

    @Test
    void answersHelloAndPing() {
        try (EmbeddedMongo mongo = EmbeddedMongo.inMemory();
                MongoClient client = MongoClients.create(mongo.connectionString())) {
            assertThat(client.getDatabase("kaleem").runCommand(new Document("hello", 1)))
                    .containsEntry("isWritablePrimary", true)
                    .containsKey("maxWireVersion");
            assertThat(client.getDatabase("kaleem").runCommand(new Document("ping", 1)))
                    .containsEntry("ok", 1.0);
        }
    }

    @Test
    void listensOnLoopbackAlone() throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.inMemory()) {
            int port = Integer.parseInt(
                    mongo.connectionString().getHosts().getFirst().split(":")[1]);
            new Socket(InetAddress.getLoopbackAddress(), port).close();

            List<InetAddress> others = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(it -> !it.isLoopbackAddress() && !it.isLinkLocalAddress())
                    .toList();
            assertThat(others)
                    .allSatisfy(it -> assertThatExceptionOfType(java.net.ConnectException.class)
                            .isThrownBy(() -> new Socket(it, port).close()));
        }
    }

    @Test
    void keepsTheDataAndItsIndexesAcrossReopeningAndCompaction() throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.open(folder);
                MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoCollection<Document> releases = collection(client);
            releases.createIndex(Indexes.ascending("version"), new IndexOptions().unique(true));
            for (int i = 0; i < 300; i++) {
                releases.insertOne(
                        new Document("_id", i).append("version", "1.0." + i).append("log", "x".repeat(20_000)));
            }
            releases.deleteMany(new Document("_id", new Document("$gte", 100)));
        }
        Path file = folder.resolve("documents.mv");
        long before = Files.size(file);

        try (EmbeddedMongo mongo = EmbeddedMongo.open(folder);
                MongoClient client = MongoClients.create(mongo.connectionString())) {
            assertThat(Files.size(file)).isLessThan(before);
            assertThat(collection(client).countDocuments()).isEqualTo(100);
            assertThat(collection(client).find(eq("_id", 99)).first()).containsEntry("version", "1.0.99");
            assertThatExceptionOfType(MongoWriteException.class)
                    .isThrownBy(() -> collection(client).insertOne(new Document("version", "1.0.7")));
        }
    }

    @Test
    void refusesASecondOpenerAndSaysWhoHasTheFolder() {
        try (EmbeddedMongo first = EmbeddedMongo.open(folder)) {
            assertThatExceptionOfType(FolderInUse.class)
                    .isThrownBy(() -> EmbeddedMongo.open(folder))
                    .withMessageContaining(folder.toString())
                    .withMessageContaining("process " + ProcessHandle.current().pid());
        }
        EmbeddedMongo.open(folder).close();
    }

    @Test
    void namesTheFolderItCannotUse() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        assertThatExceptionOfType(StoreUnusable.class)
                .isThrownBy(() -> EmbeddedMongo.open(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("kaleem.embedded-mongo.folder");
    }

    @Test
    void namesAFileThatIsBrokenAndLeavesItAsItIs() throws Exception {
        EmbeddedMongo.open(folder).close();
        Path file = folder.resolve("documents.mv");
        byte[] broken = Files.readAllBytes(file);
        Arrays.fill(broken, (byte) 7);
        Files.write(file, broken);

        assertThatExceptionOfType(StoreUnusable.class)
                .isThrownBy(() -> EmbeddedMongo.open(folder))
                .withMessageContaining("cannot open " + file)
                .withMessageContaining("Put a backup of the file in its place");
        assertThat(Files.readAllBytes(file)).isEqualTo(broken);
    }

    private static MongoCollection<Document> collection(MongoClient client) {
        return client.getDatabase("kaleem").getCollection("releases");
    }
}
