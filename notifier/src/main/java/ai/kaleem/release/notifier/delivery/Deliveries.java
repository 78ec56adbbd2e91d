package ai.kaleem.release.notifier.delivery;

import ai.kaleem.release.common.contract.Fact.NoticeFact;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The ledger: every delivery, open and ended. What a method returned from survives a crash. What it holds and cannot read is
 * named, stays as it is, and is otherwise not there.
 */
public interface Deliveries {

    /** Returns whether it was new; one that is there already stays as it is. */
    boolean add(Delivery delivery);

    Optional<Delivery> find(DeliveryId id);

    /** Of a release, in the order of its events. */
    List<Delivery> of(ReleaseId release);

    /** In words, what of a release cannot be read, and is left alone. */
    List<String> unreadable(ReleaseId release);

    /** The earliest open one of a release to a channel: the next one to send, as a story is told in order. */
    Optional<Delivery> firstOpen(ReleaseId release, String channel);

    /** Open ones that are due, earliest first. */
    List<DeliveryId> due(Instant now, int limit);

    /**
     * Begins an attempt, where it is open and due. Of several who ask at once one gets it. One that was still under way
     * counts as {@linkplain Delivery#unanswered() unanswered}.
     */
    Optional<Delivery> begin(DeliveryId id, Instant now, Instant lostAt);

    /** Ends an attempt that is to be repeated. Changes nothing where the delivery has ended meanwhile. */
    void postpone(Delivery delivery);

    /**
     * Ends a delivery, and keeps what has to be told of it until that is told. Returns whether it was still open. That it
     * arrived counts whichever attempt says so; only the newest may give up.
     */
    boolean end(Delivery delivery, NoticeFact fact);

    /** Nothing is sent to the destination before then. */
    void disable(Destination destination, Instant until, String why);

    /** Why nothing is sent there now; empty where it is. */
    Optional<String> disabled(Destination destination, Instant now);

    /** Forgets what ended and is older. */
    void forgetEndedBefore(Instant time);
}
