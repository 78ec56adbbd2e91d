package ai.kaleem.release.api.outbound.mongo;

import ai.kaleem.release.api.freeze.FrozenTimes;
import ai.kaleem.release.api.outbound.calendar.CronCalendar;
import ai.kaleem.release.api.release.Holds;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.util.UUID;

/** A MongoDB-protocol server in memory, one for all tests, and a fresh database of it for each. */
final class Store {

    private static final EmbeddedMongo SERVER = EmbeddedMongo.inMemory();
    private static final com.mongodb.client.MongoClient CLIENT = MongoClients.create(SERVER.connectionString());

    private Store() {}

    static MongoDatabase database() {
        return CLIENT.getDatabase("test-" + UUID.randomUUID());
    }

    static Holds holds(MongoDatabase database, Clock clock) {
        return new Holds(
                new FrozenTimes(new MongoPlans(database), new MongoFreezes(database), new CronCalendar(), clock),
                clock);
    }

    static MongoReleases releases(MongoDatabase database, MongoOutbox outbox, Clock clock) {
        var envelopes = new Envelopes("release-api", clock, Traces.NONE);
        return new MongoReleases(database, new ReleaseDocuments(envelopes, clock), outbox, (release, told) -> {});
    }
}
