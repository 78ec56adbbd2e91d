package ai.kaleem.release.api.parking;

import ai.kaleem.release.api.parking.Act.Deed;
import ai.kaleem.release.api.parking.ParkedMessage.State;
import java.time.Clock;
import java.util.Set;

/** Settles that a parked message is not wanted any more. It stays where it is, with who said so and why. */
public final class DiscardParked {

    private final ParkedMessages messages;
    private final Clock clock;

    public DiscardParked(ParkedMessages messages, Clock clock) {
        this.messages = messages;
        this.clock = clock;
    }

    /**
     * Discarding it again changes nothing.
     *
     * @throws ParkedUnknown where there is none of that id
     * @throws ParkedSettled where it is being replayed or was
     */
    public void discard(String id, String by, String reason) {
        var act = new Act(Deed.DISCARDED, clock.instant(), by, reason);
        if (messages.move(id, Set.of(State.PARKED), State.DISCARDED, act)) {
            return;
        }
        var message = messages.find(id).orElseThrow(() -> new ParkedUnknown(id));
        switch (message.state()) {
            case DISCARDED -> {}
            case PARKED -> discard(id, by, reason);
            case REPLAYING ->
                throw new ParkedSettled(
                        "It is being replayed, or a replay of it broke off: replay it again, then see whether it comes back");
            case REPLAYED ->
                throw new ParkedSettled("It was replayed and did not come back: nothing is left to discard");
        }
    }
}
