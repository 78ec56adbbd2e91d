package ai.kaleem.release.notifier.delivery;

import java.time.Duration;

/** How long we try. */
public interface DeliveryPolicy {

    /** The pause after the first failure; it doubles with each further one. */
    Duration firstPause();

    Duration longestPause();

    /** After so long a delivery is given up. */
    Duration giveUpAfter();

    /** How long one attempt may take. */
    Duration patience();

    /** An attempt that is not back by then died with its process; longer than any courier may take. */
    Duration attemptLostAfter();

    /** How long a destination that wants to hear nothing more is left alone. */
    Duration disabledFor();

    /** How long ended deliveries stay in the ledger. */
    Duration keep();
}
