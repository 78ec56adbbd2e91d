package ai.kaleem.release.common.messaging;

import com.rabbitmq.client.Channel;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;

/**
 * One delivery, to its end. What cannot be read is rejected at once; what fails is tried three times within ten seconds and
 * then rejected; the broker parks what is rejected. While the store is down the delivery is held, so the consumer pauses.
 * Nothing is ever requeued, except at shutdown: requeueing is no way to count tries.
 */
final class InboxListener implements ChannelAwareMessageListener {

    private static final Logger log = LoggerFactory.getLogger(InboxListener.class);
    private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(4));
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

    private final Inbox inbox;
    private final Envelopes envelopes;
    private final StoreDown storeDown;
    private final ObservationRegistry observations;
    private final CountDownLatch stopping;

    InboxListener(
            Inbox inbox,
            Envelopes envelopes,
            StoreDown storeDown,
            ObservationRegistry observations,
            CountDownLatch stopping) {
        this.inbox = inbox;
        this.envelopes = envelopes;
        this.storeDown = storeDown;
        this.observations = observations;
        this.stopping = stopping;
    }

    @Override
    public void onMessage(Message message, @Nullable Channel channel) throws IOException, InterruptedException {
        var delivery = new Delivery(message, channel);
        Received received;
        try {
            received = envelopes.open(message.getBody(), Replays.keyOf(message.getMessageProperties()));
        } catch (UnreadableMessage e) {
            log.warn("Parked message {}: {}", delivery.id(), e.getMessage());
            delivery.reject();
            return;
        }
        take(received, delivery);
    }

    private void take(Received received, Delivery delivery) throws IOException, InterruptedException {
        var pauses = PAUSES.iterator();
        var complained = false;
        while (true) {
            try {
                observe(received);
                break;
            } catch (UnreadableMessage e) {
                log.warn("Parked {} for {}: {}", received.type(), received.subject(), e.getMessage());
                delivery.reject();
                return;
            } catch (Exception e) {
                Duration pause;
                if (storeDown.test(e)) {
                    if (!complained) {
                        log.warn("The store is away; {} waits: {}", received.type(), e.getMessage());
                        complained = true;
                    }
                    pause = STORE_PAUSE;
                } else if (pauses.hasNext()) {
                    log.warn("{} for {} failed and is tried again", received.type(), received.subject(), e);
                    pause = pauses.next();
                } else {
                    log.error("Parked {} for {} after three tries", received.type(), received.subject(), e);
                    delivery.reject();
                    return;
                }
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    delivery.giveBack();
                    return;
                }
            }
        }
        // Outside the tries: when the channel is gone the effect stands, and the broker brings the message again.
        delivery.acknowledge();
    }

    private void observe(Received received) throws Exception {
        var context = new ReceiverContext<Received>(
                (message, header) -> header.equals("traceparent") ? message.traceparent() : null, Kind.CONSUMER);
        context.setCarrier(received);
        var observation = Observation.createNotStarted("release.message.received", () -> context, observations)
                .lowCardinalityKeyValue("type", received.type())
                .highCardinalityKeyValue("subject", received.subject());
        observation.observeChecked(() -> inbox.receive(received));
    }
}
