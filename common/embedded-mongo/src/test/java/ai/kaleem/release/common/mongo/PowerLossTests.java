package ai.kaleem.release.common.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the power fails, whatever was not forced to the disk may be gone, and no answered write is. */
class PowerLossTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void losesNoAnsweredWrite(long seed) throws Exception {
        var failure = poweredOff(ForgetfulDisk.inserted(false), seed);

        assertThat(stored(failure.disk())).containsAll(failure.answered());
    }

    @Test
    void leavesAFileAsItIsThatIsBrokenInAnotherWay() throws Exception {
        try (var mongo = EmbeddedMongo.open(folder);
                var client = MongoClients.create(mongo.connectionString())) {
            IntStream.range(0, 500).forEach(it -> written(client).insertOne(new Document("_id", it)));
        }
        var broken = Files.readAllBytes(folder.resolve("documents.mv"));
        breakThePagesOf(broken);

        assertThatThrownBy(() -> stored(broken)).isInstanceOf(StoreUnusable.class);

        assertThat(folder.resolve("documents.mv")).hasBinaryContent(broken);
    }

    /** Leaves what the library finds its commits by: the two headers, and the first and the last bytes of each commit. */
    private static void breakThePagesOf(byte[] file) {
        for (int block = 2 * 4096; block < file.length; block += 4096) {
            Arrays.fill(file, block + 256, block + 4096 - 128, (byte) 1);
        }
    }

    /** So that the test above is one: a store that does not force its file is found out. */
    @Test
    void aDiskThatForcesNothingIsFoundOut() throws Exception {
        var failure = poweredOff(ForgetfulDisk.inserted(true), 1);

        Set<String> stored;
        try {
            stored = stored(failure.disk());
        } catch (StoreUnusable e) {
            stored = Set.of();
        }
        assertThat(failure.answered()).anyMatch(not(stored));
    }

    private static Predicate<String> not(Set<String> stored) {
        return it -> !stored.contains(it);
    }

    private record Failure(Set<String> answered, byte[] disk) {}

    private static Failure poweredOff(ForgetfulDisk disk, long seed) {
        var chance = new Random(seed);
        var enough = 200 + chance.nextInt(400);
        Set<String> answered = ConcurrentHashMap.newKeySet();
        try (var mongo = EmbeddedMongo.over(StoreFolder.open("forgetful:/documents.mv", lost -> {}));
                var client = MongoClients.create(mongo.connectionString())) {
            var writers = IntStream.range(0, 4)
                    .mapToObj(writer -> Thread.ofPlatform().start(() -> write(writer, written(client), answered)))
                    .toList();
            await().until(() -> answered.size() >= enough);
            // Answered first: what is answered from here on need not be on the disk that is looked at next.
            var before = Set.copyOf(answered);
            var failed = new Failure(before, disk.afterPowerFailed(chance));
            writers.forEach(Thread::interrupt);
            return failed;
        }
    }

    private static void write(int writer, MongoCollection<Document> written, Set<String> answered) {
        try {
            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                var id = writer + "-" + i;
                written.insertOne(new Document("_id", id).append("text", "x".repeat(300)));
                answered.add(id);
            }
        } catch (MongoException | IllegalStateException e) {
            // The power is off.
        }
    }

    private Set<String> stored(byte[] disk) throws Exception {
        Files.write(folder.resolve("documents.mv"), disk);
        Set<String> stored = new HashSet<>();
        try (var mongo = EmbeddedMongo.open(folder);
                var client = MongoClients.create(mongo.connectionString())) {
            written(client).find().map(it -> it.getString("_id")).into(stored);
        }
        return stored;
    }

    private static MongoCollection<Document> written(MongoClient client) {
        return client.getDatabase("kaleem").getCollection("written");
    }
}
