package ai.kaleem.release.notifier.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.notifier.Story;
import ai.kaleem.release.notifier.delivery.DeliverNotices;
import ai.kaleem.release.notifier.delivery.DeliveryPolicy;
import ai.kaleem.release.notifier.delivery.TellTeam;
import ai.kaleem.release.notifier.inbound.AlarmClock;
import ai.kaleem.release.notifier.inbound.DeliveryWorker;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver that takes connections and never answers, beside one that does; over a real ledger. */
class HangingReceiverTests {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int RELEASES = 100;

    private final EmbeddedMongo mongo = EmbeddedMongo.inMemory();
    private final MongoClient client = MongoClients.create(mongo.connectionString());
    private final Clock clock = Clock.systemUTC();
    private Receiver hanging;
    private Receiver good;
    private TellTeam tell;
    private DeliveryWorker worker;

    @BeforeEach
    void open() throws IOException {
        hanging = new Receiver();
        for (int i = 0; i < RELEASES * 2; i++) {
            hanging.hangs();
        }
        good = new Receiver();
        var database = client.getDatabase("notices");
        var envelopes = new Envelopes("notifier", clock, Traces.NONE);
        var unreadable = new UnreadableDeliveries();
        var outbox = new NoticeOutbox(database, envelopes, unreadable, clock);
        var deliveries = new MongoDeliveries(database, envelopes, outbox, unreadable);
        // The server in memory cannot make a collection twice at the same time.
        deliveries.createIndexes();
        var alarm = new AlarmClock(clock);
        tell = new TellTeam(deliveries, alarm, clock);
        var deliver = new DeliverNotices(
                deliveries, List.of(new WebhookCourier(PATIENCE, clock)), new Patient(), alarm, clock, () -> 0.5);
        worker = new DeliveryWorker(
                alarm,
                deliver,
                deliveries::createIndexes,
                Duration.ofMillis(500),
                Duration.ofMillis(100),
                it -> false,
                ObservationRegistry.NOOP);
        worker.start();
    }

    @AfterEach
    void close() {
        hanging.close();
        good.close();
        client.close();
        mongo.close();
    }

    @Test
    void holdsUpNobodyElse() {
        for (int i = 0; i < RELEASES; i++) {
            tell.of(Story.aRelease().toldTo(Story.webhook(hanging.url(), null)).succeeded());
        }
        await().until(() -> hanging.requests().size() == 4);

        tell.of(Story.aRelease().toldTo(Story.webhook(good.url(), null)).succeeded());

        await().atMost(PATIENCE).until(() -> good.requests().size() == 1);
        assertThat(hanging.requests()).as("at a time").hasSizeLessThanOrEqualTo(8);
        worker.stop();
    }

    private static final class Patient implements DeliveryPolicy {

        @Override
        public Duration patience() {
            return PATIENCE;
        }

        @Override
        public Duration firstPause() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration longestPause() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration giveUpAfter() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration attemptLostAfter() {
            return PATIENCE.multipliedBy(2);
        }

        @Override
        public Duration disabledFor() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration keep() {
            return Duration.ofDays(90);
        }
    }
}
