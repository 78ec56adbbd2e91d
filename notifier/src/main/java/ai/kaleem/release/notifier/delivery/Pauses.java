package ai.kaleem.release.notifier.delivery;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** How long to wait after a failure: doubling, with jitter, and never shorter than the receiver asked for. */
final class Pauses {

    /** Each pause is up to a fifth longer or shorter, so that many deliveries do not come back at once. */
    private static final double JITTER = 0.2;

    private final DeliveryPolicy policy;
    private final DoubleSupplier random;

    /** @param random between 0 and 1 */
    Pauses(DeliveryPolicy policy, DoubleSupplier random) {
        this.policy = policy;
        this.random = random;
    }

    Duration after(int attempts, @Nullable Duration asked) {
        var doubled = Math.scalb((double) policy.firstPause().toMillis(), Math.min(attempts - 1, 40));
        var capped = Math.min(doubled, policy.longestPause().toMillis());
        var pause = Duration.ofMillis(Math.round(capped * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
        return asked != null && asked.compareTo(pause) > 0 ? asked : pause;
    }
}
