package ai.kaleem.release.notifier;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.OutboxRelay;
import ai.kaleem.release.common.messaging.StoreDown;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.mongo.StoreAway;
import ai.kaleem.release.notifier.delivery.Courier;
import ai.kaleem.release.notifier.delivery.DeliverNotices;
import ai.kaleem.release.notifier.delivery.TellTeam;
import ai.kaleem.release.notifier.inbound.AlarmClock;
import ai.kaleem.release.notifier.inbound.DeliveryWorker;
import ai.kaleem.release.notifier.inbound.ReleaseEvents;
import ai.kaleem.release.notifier.outbound.MongoDeliveries;
import ai.kaleem.release.notifier.outbound.NoticeOutbox;
import ai.kaleem.release.notifier.outbound.SlackCourier;
import ai.kaleem.release.notifier.outbound.UnreadableDeliveries;
import ai.kaleem.release.notifier.outbound.WebhookCourier;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the notifier together: events in, deliveries kept, messages out. */
@Configuration(proxyBeanMethods = false)
class NotifierWiring {

    @Bean
    static StoreDown storeDown() {
        var away = new StoreAway();
        return away::test;
    }

    @Bean
    MongoDatabase notices(MongoClient client, MongoConnectionDetails address) {
        return client.getDatabase(
                Objects.requireNonNullElse(address.getConnectionString().getDatabase(), "notices"));
    }

    @Bean
    UnreadableDeliveries unreadableDeliveries() {
        return new UnreadableDeliveries();
    }

    @Bean
    MeterBinder unreadableDocumentsAreCounted(UnreadableDeliveries unreadable) {
        return meters -> Gauge.builder("release.documents.unreadable", unreadable, UnreadableDeliveries::count)
                .description("Documents of this service's store that it cannot read; its log names them")
                .register(meters);
    }

    @Bean
    NoticeOutbox noticeOutbox(
            MongoDatabase notices, Envelopes envelopes, UnreadableDeliveries unreadable, Clock clock) {
        return new NoticeOutbox(notices, envelopes, unreadable, clock);
    }

    @Bean
    SmartInitializingSingleton factsAreToldAtOnce(NoticeOutbox outbox, OutboxRelay relay) {
        return () -> outbox.relayedBy(relay::wake);
    }

    @Bean
    MongoDeliveries deliveries(
            MongoDatabase notices, Envelopes envelopes, NoticeOutbox outbox, UnreadableDeliveries unreadable) {
        return new MongoDeliveries(notices, envelopes, outbox, unreadable);
    }

    @Bean
    SlackCourier slack(NotifierProperties properties, Clock clock) {
        return new SlackCourier(properties.patience(), clock);
    }

    @Bean
    WebhookCourier webhook(NotifierProperties properties, Clock clock) {
        return new WebhookCourier(properties.patience(), clock);
    }

    @Bean
    AlarmClock alarmClock(Clock clock) {
        return new AlarmClock(clock);
    }

    @Bean
    TellTeam tellTeam(MongoDeliveries deliveries, AlarmClock alarm, Clock clock) {
        return new TellTeam(deliveries, alarm, clock);
    }

    @Bean
    DeliverNotices deliverNotices(
            MongoDeliveries deliveries,
            List<Courier> couriers,
            NotifierProperties properties,
            AlarmClock alarm,
            Clock clock) {
        return new DeliverNotices(
                deliveries,
                couriers,
                properties,
                alarm,
                clock,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    @Bean
    DeliveryWorker deliveryWorker(
            AlarmClock alarm,
            DeliverNotices deliver,
            MongoDeliveries deliveries,
            NotifierProperties properties,
            StoreDown storeDown,
            ObservationRegistry observations) {
        return new DeliveryWorker(
                alarm,
                deliver,
                deliveries::createIndexes,
                properties.sweepEvery(),
                properties.patience(),
                storeDown,
                observations);
    }

    @Bean
    MessageListenerContainer releaseEvents(Inboxes inboxes, TellTeam tell) {
        return inboxes.listen(Topology.NOTICES_QUEUE, new ReleaseEvents(tell));
    }
}
