package ai.kaleem.release.notifier.delivery;

import ai.kaleem.release.common.contract.Channel;
import java.time.Duration;

/** Carries a delivery to one kind of channel. */
public interface Courier {

    Channel.Kind kind();

    /** The least time between two messages to one destination, as its service asks. */
    Duration pace();

    /** Tries once, within a time well below the lease of an attempt, and never throws for what the outside does. */
    Outcome carry(Delivery delivery);
}
