package ai.kaleem.release.api.inbound.messages;

import ai.kaleem.release.api.parking.Letter;
import ai.kaleem.release.api.parking.Letter.Death;
import ai.kaleem.release.api.parking.ParkedMessages;
import ai.kaleem.release.common.messaging.Parked;
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
        var why = parked.inWords();
        var id = messages.keep(
                new Letter(
                        parked.messageId(),
                        parked.queue(),
                        parked.exchange(),
                        parked.routingKey(),
                        parked.reason(),
                        why,
                        parked.body(),
                        parked.headers(),
                        parked.deaths().stream().map(ParkingInbox::death).toList(),
                        parked.replay()),
                clock.instant());
        log.warn("{}: {}. See GET /api/v1/parked/{}", parked, why, id);
    }

    private static Death death(Parked.Death it) {
        return new Death(it.queue(), it.reason(), it.exchange(), it.routingKeys(), it.count(), it.time());
    }
}
