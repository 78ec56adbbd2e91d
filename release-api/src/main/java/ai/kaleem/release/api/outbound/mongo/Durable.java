package ai.kaleem.release.api.outbound.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;

/** Collections whose answered writes survive the loss of a member and of power. */
final class Durable {

    private static final WriteConcern CONCERN = WriteConcern.MAJORITY.withJournal(true);

    private Durable() {}

    static MongoCollection<Document> collection(MongoDatabase database, String name) {
        return database.getCollection(name).withWriteConcern(CONCERN);
    }

    static boolean isDuplicate(MongoWriteException e) {
        return e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
    }
}
