package ai.kaleem.release.notifier.outbound;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.notifier.Story;
import ai.kaleem.release.notifier.delivery.DeliveriesContract;
import ai.kaleem.release.notifier.delivery.Delivery;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.time.Clock;
import java.time.Instant;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Documents that somebody damaged, or that a newer version wrote: named and left alone, beside others that go on. */
@ExtendWith(OutputCaptureExtension.class)
class UnreadableDeliveriesTests {

    private static final Instant NOW = DeliveriesContract.NOW;

    private final UnreadableDeliveries unreadable = new UnreadableDeliveries();
    private final Story story = Story.aRelease().toldTo(DeliveriesContract.HOOK);
    private final Delivery broken = DeliveriesContract.due(story.requested());
    private final Delivery whole = DeliveriesContract.due(story.succeeded());
    private EmbeddedMongo mongo;
    private MongoClient client;
    private MongoCollection<Document> documents;
    private NoticeOutbox outbox;
    private MongoDeliveries deliveries;

    @BeforeEach
    void twoOfARelease() {
        mongo = EmbeddedMongo.inMemory();
        client = MongoClients.create(mongo.connectionString());
        var database = client.getDatabase("notices");
        documents = database.getCollection("deliveries");
        var envelopes = new Envelopes("notifier", Clock.systemUTC(), Traces.NONE);
        outbox = new NoticeOutbox(database, envelopes, unreadable, Clock.systemUTC());
        deliveries = new MongoDeliveries(database, envelopes, outbox, unreadable);
        deliveries.add(broken);
        deliveries.add(whole);
    }

    @AfterEach
    void close() {
        client.close();
        mongo.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"told", "channel", "attempts", "createdAt"})
    void namesTheDocumentAndTheFieldOnceAndGoesOnWithAllOthers(String field, CapturedOutput output) {
        damage(unset(field));

        assertThat(deliveries.find(broken.id())).isEmpty();
        assertThat(deliveries.of(story.release())).containsExactly(whole);
        assertThat(deliveries.firstOpen(story.release(), "hook"))
                .as("waits for it no more")
                .contains(whole);
        assertThat(deliveries.due(NOW, 1)).as("takes no place").containsExactly(whole.id());
        assertThat(deliveries.unreadable(story.release()))
                .singleElement()
                .asString()
                .startsWith("Document '%s' of collection 'deliveries' cannot be read: field '%s': "
                        .formatted(broken.id(), field));
        assertThat(output.getAll()).containsOnlyOnce("field '%s'".formatted(field));
        assertThat(unreadable.count()).isEqualTo(1);
    }

    @Test
    void saysWhatANewerVersionWroteThatThisOneDoesNotKnow() {
        var told = documents.find(eq("_id", broken.id().value())).first().getString("told");
        damage(set("told", told.replace("release.requested.v1", "release.quarantined.v1")));

        assertThat(deliveries.find(broken.id())).isEmpty();
        assertThat(deliveries.unreadable(story.release()))
                .singleElement()
                .asString()
                .contains("release.quarantined.v1");

        damage(set("told", told));
        assertThat(deliveries.find(broken.id())).as("mended").contains(broken);
        assertThat(unreadable.count()).isZero();
    }

    @Test
    void sendsNothingThatItWouldHaveToGuess() {
        deliveries.end(broken.delivered(NOW, "HTTP 200"), DeliveriesContract.fact(broken));
        deliveries.end(whole.delivered(NOW, "HTTP 200"), DeliveriesContract.fact(whole));
        damage(set("outbox.0.body", "{\"specversion\":\"1.0\",\"type\":\"notice.sung.v1\"}"));

        assertThat(outbox.unsent(broken.id().value())).isEmpty();
        assertThat(outbox.unsent(whole.id().value())).hasSize(1);
        assertThat(outbox.ownersWithUnsent(Instant.now().plusSeconds(60), 1))
                .as("takes no place")
                .containsExactly(whole.id().value());
        assertThat(unreadable.count()).isEqualTo(1);
    }

    private void damage(Bson how) {
        documents.updateOne(eq("_id", broken.id().value()), how);
    }
}
