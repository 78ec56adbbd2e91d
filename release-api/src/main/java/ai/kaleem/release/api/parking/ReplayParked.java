package ai.kaleem.release.api.parking;

import ai.kaleem.release.api.parking.Act.Deed;
import ai.kaleem.release.api.parking.ParkedMessage.State;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a parked message to the queue it came from, under its own id, so that its effect stays single however often it is
 * sent. Who wants it is written down before, that it was sent after; a crash in between leaves it REPLAYING, and it may be
 * asked for again.
 */
public final class ReplayParked {

    private static final Set<State> NOT_DISCARDED = Set.of(State.PARKED, State.REPLAYING, State.REPLAYED);

    /** Puts a message straight into a queue; returns when the broker has it, and throws where it has not. */
    @FunctionalInterface
    public interface Sender {

        /** @param number of this replay, none other has it */
        void send(Letter letter, String number);
    }

    private final ParkedMessages messages;
    private final Sender sender;
    private final Supplier<String> numbers;
    private final Clock clock;

    /** @param numbers none is given twice */
    public ReplayParked(ParkedMessages messages, Sender sender, Supplier<String> numbers, Clock clock) {
        this.messages = messages;
        this.sender = sender;
        this.numbers = numbers;
        this.clock = clock;
    }

    /**
     * @throws ParkedUnknown where there is none of that id
     * @throws ParkedSettled where it was discarded
     */
    public void replay(String id, String by, @Nullable String reason) {
        var letter = messages.letter(id).orElseThrow(() -> new ParkedUnknown(id));
        if (!messages.move(id, NOT_DISCARDED, State.REPLAYING, act(Deed.REPLAY_ASKED, by, reason))) {
            throw new ParkedSettled(
                    "It was discarded; GET /api/v1/parked/%s says by whom. Its sender can send it anew".formatted(id));
        }
        try {
            sender.send(letter, numbers.get());
        } catch (RuntimeException e) {
            messages.move(
                    id,
                    Set.of(State.REPLAYING),
                    State.PARKED,
                    act(Deed.REPLAY_FAILED, by, String.valueOf(e.getMessage())));
            throw e;
        }
        var replayed = act(Deed.REPLAYED, by, reason);
        if (!messages.move(id, Set.of(State.REPLAYING), State.REPLAYED, replayed)) {
            // It was refused and parked again before we came to say so.
            messages.note(id, replayed);
        }
    }

    private Act act(Deed deed, String by, @Nullable String reason) {
        return new Act(deed, clock.instant(), by, reason);
    }
}
