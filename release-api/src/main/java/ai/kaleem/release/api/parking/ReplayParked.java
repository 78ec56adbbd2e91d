package ai.kaleem.release.api.parking;

import java.time.Clock;

/** Sends a parked message to the queue it came from, under its own id, so that its effect stays single. */
public final class ReplayParked {

    /** Puts a message straight into a queue; returns when the broker has it. */
    @FunctionalInterface
    public interface Sender {
        void send(ParkedMessage message);
    }

    private final ParkedMessages messages;
    private final Sender sender;
    private final Clock clock;

    public ReplayParked(ParkedMessages messages, Sender sender, Clock clock) {
        this.messages = messages;
        this.sender = sender;
        this.clock = clock;
    }

    /** @throws ParkedUnknown where there is none of that id */
    public void replay(String id) {
        var message = messages.find(id)
                .orElseThrow(() ->
                        new ParkedUnknown("No parked message %s; list them with GET /api/v1/parked".formatted(id)));
        sender.send(message);
        messages.replayed(id, clock.instant());
    }
}
