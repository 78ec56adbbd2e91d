package ai.kaleem.release.notifier.delivery;

import java.time.Instant;

/** Sees to it that a delivery is attempted at a time, at once where that is past. Forgotten by a crash; the ledger is not. */
@FunctionalInterface
public interface Alarm {

    void at(Instant time, DeliveryId delivery);
}
