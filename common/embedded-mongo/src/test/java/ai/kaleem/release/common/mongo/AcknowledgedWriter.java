package ai.kaleem.release.common.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.bson.Document;

/** A process that writes from several threads and prints each id only after its write was answered; it never ends. */
final class AcknowledgedWriter {

    private AcknowledgedWriter() {}

    public static void main(String[] args) throws InterruptedException {
        EmbeddedMongo mongo = EmbeddedMongo.open(Path.of(args[0]));
        MongoClient client = MongoClients.create(mongo.connectionString());
        MongoCollection<Document> written = client.getDatabase("kaleem").getCollection("written");
        Thread[] writers = IntStream.range(0, Integer.parseInt(args[1]))
                .mapToObj(writer -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; ; i++) {
                        String id = writer + "-" + i;
                        written.insertOne(new Document("_id", id).append("text", "x".repeat(200)));
                        System.out.println(id);
                        System.out.flush();
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread writer : writers) {
            writer.join();
        }
    }
}
