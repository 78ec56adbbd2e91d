package ai.kaleem.release.notifier;

import ai.kaleem.release.common.crash.CrashPoints;
import ai.kaleem.release.common.crash.Crashed;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.Lease;
import ai.kaleem.release.common.messaging.OutboxRelay;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.StoreDown;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.common.testing.Broker;
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
import com.mongodb.client.MongoClients;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/**
 * One life of the notifier in this JVM: all of it but its HTTP, put together as the service does it, over what outlives it:
 * the store, the broker and the receivers.
 */
final class Life {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private DeliverNotices deliver;

    /** Returns one that has begun, which may be dead already. */
    static Life begin(EmbeddedMongo store, NotifierProperties properties) {
        var life = new Life();
        try {
            life.start(store, properties);
        } catch (Crashed e) {
            // As every other part of it, sooner or later.
        }
        return life;
    }

    private void start(EmbeddedMongo store, NotifierProperties properties) {
        var clock = Clock.systemUTC();
        var client = MongoClients.create(store.connectionString());
        ends.push(client::close);
        var connections = Broker.shared().connections();
        ends.push(connections::destroy);
        var database = client.getDatabase("notices");
        var envelopes = new Envelopes("notifier", clock, Traces.NONE);
        var unreadable = new UnreadableDeliveries();
        var outbox = new NoticeOutbox(database, envelopes, unreadable, clock);
        var rabbit = new RabbitTemplate(connections);
        rabbit.setUsePublisherConnection(true);
        rabbit.setMandatory(true);
        var relay = new OutboxRelay(outbox, new Publisher(rabbit, TIMEOUT), Lease.ALWAYS, clock);
        outbox.relayedBy(relay::wake);
        var deliveries = new MongoDeliveries(database, envelopes, outbox, unreadable);
        var alarm = new AlarmClock(clock);
        var couriers = List.of(
                new SlackCourier(properties.patience(), clock), new WebhookCourier(properties.patience(), clock));
        deliver = new DeliverNotices(deliveries, couriers, properties, alarm, clock, () -> 0.5);
        var worker = new DeliveryWorker(
                alarm,
                deliver,
                deliveries::createIndexes,
                properties.sweepEvery(),
                properties.patience(),
                it -> false,
                ObservationRegistry.NOOP);
        var inbox = new Inboxes(connections, envelopes, StoreDown.NEVER, ObservationRegistry.NOOP)
                .listen(Topology.NOTICES_QUEUE, new ReleaseEvents(new TellTeam(deliveries, alarm, clock)));
        // It would end this JVM.
        ((SimpleMessageListenerContainer) inbox).setJavaLangErrorHandler(error -> {});
        ends.push(relay::stop);
        relay.start();
        ends.push(worker::stop);
        worker.start();
        ends.push(connections::destroy); // before the consumer could say farewell
        ends.push(inbox::stop);
        inbox.start();
    }

    void forget() {
        deliver.forget();
    }

    /** Ends it as a shutdown does; where it is dead already, only its threads end, and reach nothing any more. */
    void end() {
        while (!ends.isEmpty()) {
            try {
                ends.pop().run();
            } catch (Crashed e) {
                if (CrashPoints.died() == null) {
                    throw e;
                }
            }
        }
    }
}
