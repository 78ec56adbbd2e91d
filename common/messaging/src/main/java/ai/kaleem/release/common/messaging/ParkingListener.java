package ai.kaleem.release.common.messaging;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;

/**
 * Moves parked messages into a store. Behind the parking queue there is nothing: a message is held here until it is stored,
 * however long the store is away, since a broker drops what is given back too often.
 */
final class ParkingListener implements ChannelAwareMessageListener {

    private static final Logger log = LoggerFactory.getLogger(ParkingListener.class);

    private final Consumer<Parked> parking;
    private final Duration pause;
    private final CountDownLatch stopping;

    ParkingListener(Consumer<Parked> parking, Duration pause, CountDownLatch stopping) {
        this.parking = parking;
        this.pause = pause;
        this.stopping = stopping;
    }

    @Override
    public void onMessage(Message message, @Nullable Channel channel) throws IOException, InterruptedException {
        var delivery = new Delivery(message, channel);
        var complained = false;
        while (true) {
            try {
                parking.accept(parked(message));
                break;
            } catch (RuntimeException e) {
                if (!complained) {
                    log.warn("Parked message {} cannot be stored now and is held: {}", delivery.id(), e.getMessage());
                    complained = true;
                }
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    delivery.giveBack();
                    return;
                }
            }
        }
        delivery.acknowledge();
    }

    /** The broker writes the newest death first. */
    private static Parked parked(Message message) {
        var properties = message.getMessageProperties();
        var deaths = properties.getXDeathHeader();
        Map<String, ?> death = deaths == null || deaths.isEmpty() ? Map.of() : deaths.getFirst();
        var queue = text(death, "queue");
        return new Parked(
                Objects.requireNonNullElseGet(properties.getMessageId(), () -> idOf(message.getBody())),
                queue,
                text(death, "exchange"),
                Replays.keyOfParked(properties, queue),
                text(death, "reason"),
                message.getBody(),
                ParkedHeaders.of(properties),
                deaths == null
                        ? List.of()
                        : deaths.stream().map(ParkingListener::death).toList());
    }

    private static Parked.Death death(Map<String, ?> it) {
        var keys = it.get("routing-keys");
        return new Parked.Death(
                text(it, "queue"),
                text(it, "reason"),
                text(it, "exchange"),
                keys instanceof List<?> list
                        ? list.stream().map(String::valueOf).toList()
                        : List.of(),
                it.get("count") instanceof Number count ? count.longValue() : 0,
                it.get("time") instanceof Date time ? time.toInstant() : null);
    }

    /** A foreign message without an id is known by its content, so that it is parked once. */
    private static String idOf(byte[] body) {
        return UUID.nameUUIDFromBytes(body).toString();
    }

    private static String text(Map<String, ?> death, String key) {
        var value = death.get(key);
        return value == null ? "" : value.toString();
    }
}
