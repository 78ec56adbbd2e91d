package ai.kaleem.release.common.messaging;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Part of readiness: what is wrong with the broker, in words. It is no reason to send nobody here any more, since what is
 * asked is stored and told later.
 */
final class BrokerHealth implements HealthIndicator {

    static final String WAITING = "WAITING";

    private final BrokerWatch watch;

    BrokerHealth(BrokerWatch watch) {
        this.watch = watch;
    }

    @Override
    public Health health() {
        var trouble = watch.trouble();
        return (trouble == null ? Health.up() : Health.status(new Status(WAITING, trouble))).build();
    }
}
