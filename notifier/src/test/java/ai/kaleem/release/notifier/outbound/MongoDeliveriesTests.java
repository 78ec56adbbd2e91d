package ai.kaleem.release.notifier.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.notifier.Story;
import ai.kaleem.release.notifier.delivery.Deliveries;
import ai.kaleem.release.notifier.delivery.DeliveriesContract;
import ai.kaleem.release.notifier.delivery.Delivery;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MongoDeliveriesTests implements DeliveriesContract {

    private static final Envelopes ENVELOPES = new Envelopes("notifier", Clock.systemUTC(), Traces.NONE);

    private static EmbeddedMongo server;
    private static MongoClient client;

    private final UnreadableDeliveries unreadable = new UnreadableDeliveries();
    private MongoDatabase database;
    private NoticeOutbox outbox;
    private MongoDeliveries deliveries;

    @BeforeAll
    static void open() {
        server = EmbeddedMongo.inMemory();
        client = MongoClients.create(server.connectionString());
    }

    @AfterAll
    static void close() {
        client.close();
        server.close();
    }

    @BeforeEach
    void start() {
        database = client.getDatabase("notices");
        database.drop();
        outbox = new NoticeOutbox(database, ENVELOPES, unreadable, Clock.systemUTC());
        deliveries = deliveries(outbox);
        deliveries.createIndexes();
    }

    private MongoDeliveries deliveries(NoticeOutbox outbox) {
        return new MongoDeliveries(database, ENVELOPES, outbox, unreadable);
    }

    @Override
    public Deliveries deliveries() {
        return deliveries;
    }

    @Override
    public void told(Delivery delivery) {
        var owner = delivery.id().value();
        outbox.sent(owner, outbox.unsent(owner).stream().map(Outgoing::id).toList());
    }

    @Test
    void keepsTheFactUntilItIsSent() {
        var woken = new ArrayList<String>();
        outbox.relayedBy(woken::add);
        var delivery = DeliveriesContract.due(Story.aRelease().toldTo(HOOK).requested());
        deliveries.add(delivery);
        deliveries.end(delivery.delivered(NOW, "HTTP 200"), DeliveriesContract.fact(delivery));
        var owner = delivery.id().value();

        assertThat(woken).containsExactly(owner);
        assertThat(outbox.unsent(owner)).singleElement().satisfies(it -> {
            assertThat(it.type()).isEqualTo("notice.delivered.v1");
            assertThat(it.exchange()).isEqualTo("release.facts");
        });
        assertThat(outbox.ownersWithUnsent(NOW, 10)).containsExactly(owner);

        // Another process knows nothing by heart; its first question finds what this one left.
        assertThat(new NoticeOutbox(database, ENVELOPES, unreadable, Clock.systemUTC())
                        .ownersWithUnsent(Instant.now(), 10))
                .containsExactly(owner);

        told(delivery);
        assertThat(outbox.unsent(owner)).isEmpty();
        assertThat(new NoticeOutbox(database, ENVELOPES, unreadable, Clock.systemUTC())
                        .ownersWithUnsent(Instant.now(), 10))
                .isEmpty();
    }

    @Test
    void keepsWhatEndedUntilItsFactIsSent() {
        var delivery = DeliveriesContract.due(Story.aRelease().toldTo(HOOK).requested());
        deliveries.add(delivery);
        deliveries.end(delivery.delivered(NOW, "HTTP 200"), DeliveriesContract.fact(delivery));

        deliveries.forgetEndedBefore(Instant.now().plusSeconds(60));

        assertThat(deliveries.find(delivery.id())).isPresent();
    }

    @Test
    void surfacesLeftoversOfThisProcessBetweenScans() {
        assertThat(outbox.ownersWithUnsent(Instant.now(), 10)).isEqualTo(List.of()); // the scan at the start
        var delivery = DeliveriesContract.due(Story.aRelease().toldTo(HOOK).requested());
        deliveries.add(delivery);
        deliveries.end(delivery.delivered(NOW, "HTTP 200"), DeliveriesContract.fact(delivery));

        assertThat(outbox.ownersWithUnsent(Instant.now(), 10))
                .containsExactly(delivery.id().value());
    }
}
