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
        @Nullable Instant finishedAt,
        @Nullable String detail) {

    public enum State {
        PENDING,
        DELIVERED,
        GIVEN_UP
    }

    static Delivery due(Told told, Channel channel, Instant now) {
        return new Delivery(DeliveryId.of(told, channel.name()), told, channel, State.PENDING, 0, now, now, null, null);
    }

    Delivery begun(Instant lostAt) {
        return new Delivery(id, told, channel, state, attempts + 1, createdAt, lostAt, finishedAt, detail);
    }

    Delivery postponed(Instant until, String why) {
        return new Delivery(id, told, channel, state, attempts, createdAt, until, finishedAt, why);
    }

    public Delivery delivered(Instant now, String detail) {
        return new Delivery(id, told, channel, State.DELIVERED, attempts, createdAt, nextAttemptAt, now, detail);
    }

    public Delivery givenUp(Instant now, String why) {
        return new Delivery(id, told, channel, State.GIVEN_UP, attempts, createdAt, nextAttemptAt, now, why);
    }

    public boolean isOpen() {
        return state == State.PENDING;
    }

    public Destination destination() {
        return Destination.of(channel);
    }
}
