package ai.kaleem.release.notifier.delivery;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.Told;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one channel. It carries all that is needed to send it, so that it survives whatever happens to us
 * or to the plan meanwhile; secrets only as paths.
 *
 * @param attempts how often it was begun to be sent
 * @param nextAttemptAt when it is due; while an attempt is under way, when that attempt counts as lost
 * @param underWay whether an attempt was begun of which nothing is known yet
 * @param unanswered attempts that may have arrived or not: they were sent, or were to be, and no answer came
 * @param detail what the last attempt met with, in words
 */
public record Delivery(
        DeliveryId id,
        Told told,
        Channel channel,
        State state,
        int attempts,
        Instant createdAt,
        Instant nextAttemptAt,
        boolean underWay,
        int unanswered,
        @Nullable Instant finishedAt,
        @Nullable String detail) {

    public enum State {
        PENDING,
        DELIVERED,
        GIVEN_UP
    }

    static Delivery due(Told told, Channel channel, Instant now) {
        return new Delivery(
                DeliveryId.of(told, channel.name()), told, channel, State.PENDING, 0, now, now, false, 0, null, null);
    }

    /** The next attempt. One that is still under way died with its process, and may have arrived. */
    Delivery begun(Instant lostAt) {
        var lost = underWay ? 1 : 0;
        return with(state, attempts + 1, lostAt, true, unanswered + lost, finishedAt, detail);
    }

    /** The attempt may have arrived. */
    Delivery withoutAnswer() {
        return with(state, attempts, nextAttemptAt, underWay, unanswered + 1, finishedAt, detail);
    }

    Delivery postponed(Instant until, String why) {
        return with(state, attempts, until, false, unanswered, finishedAt, why);
    }

    public Delivery delivered(Instant now, String detail) {
        return with(State.DELIVERED, attempts, nextAttemptAt, false, unanswered, now, detail);
    }

    public Delivery givenUp(Instant now, String why) {
        return with(State.GIVEN_UP, attempts, nextAttemptAt, false, unanswered, now, why);
    }

    private Delivery with(
            State state,
            int attempts,
            Instant nextAttemptAt,
            boolean underWay,
            int unanswered,
            @Nullable Instant finishedAt,
            @Nullable String detail) {
        return new Delivery(
                id, told, channel, state, attempts, createdAt, nextAttemptAt, underWay, unanswered, finishedAt, detail);
    }

    /** A chat cannot tell a repeat; a webhook can, by its id. */
    public boolean mayHaveBeenHeardTwice() {
        return channel.kind() != Channel.Kind.WEBHOOK && unanswered + (state == State.DELIVERED ? 1 : 0) > 1;
    }

    public boolean isOpen() {
        return state == State.PENDING;
    }

    public Destination destination() {
        return Destination.of(channel);
    }
}
