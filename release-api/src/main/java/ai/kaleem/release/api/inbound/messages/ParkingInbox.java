package ai.kaleem.release.api.inbound.messages;

import ai.kaleem.release.api.parking.ParkedMessage;
import ai.kaleem.release.api.parking.ParkedMessages;
import ai.kaleem.release.common.messaging.Parked;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves what the broker parked into the store, where a person can look at it. */
public final class ParkingInbox implements Consumer<Parked> {

    private static final Logger log = LoggerFactory.getLogger(ParkingInbox.class);

    private final ParkedMessages messages;
    private final Clock clock;

    public ParkingInbox(ParkedMessages messages, Clock clock) {
        this.messages = messages;
        this.clock = clock;
    }

    @Override
    public void accept(Parked parked) {
        messages.keep(new ParkedMessage(
                parked.messageId(),
                parked.queue(),
                parked.exchange(),
                parked.routingKey(),
                parked.reason(),
                clock.instant(),
                new String(parked.body(), StandardCharsets.UTF_8),
                null));
        log.warn("{}; see GET /api/v1/parked", parked);
    }
}
