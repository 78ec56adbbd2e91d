package ai.kaleem.release.common.messaging;

import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Part of readiness: what is wrong with the broker, or which messages nobody takes, in words. It is no reason to send nobody here any more, since what is
 * asked is stored and told later.
 */
final class BrokerHealth implements HealthIndicator {

    static final String WAITING = "WAITING";

    private final BrokerWatch watch;
    private final Supplier<Optional<String>> stuck;

    /** @param stuck which messages do not go out although the broker is there */
    BrokerHealth(BrokerWatch watch, Supplier<Optional<String>> stuck) {
        this.watch = watch;
        this.stuck = stuck;
    }

    @Override
    public Health health() {
        var trouble = Optional.ofNullable(watch.trouble()).or(stuck).orElse(null);
        return (trouble == null ? Health.up() : Health.status(new Status(WAITING, trouble))).build();
    }
}
