package ai.kaleem.release.notifier.delivery;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.notifier.notice.Occasion;
import java.time.Clock;

/** Writes down whom an event has to reach. An event that comes again changes nothing. */
public final class TellTeam {

    private final Deliveries deliveries;
    private final Alarm alarm;
    private final Clock clock;

    public TellTeam(Deliveries deliveries, Alarm alarm, Clock clock) {
        this.deliveries = deliveries;
        this.alarm = alarm;
        this.clock = clock;
    }

    public void of(Told told) {
        if (Occasion.of(told.event()).isEmpty()) {
            return;
        }
        told.channels().stream()
                .filter(it -> wants(it, told.standing().environment()))
                .map(it -> Delivery.due(told, it, clock.instant()))
                .filter(deliveries::add)
                .forEach(it -> alarm.at(it.nextAttemptAt(), it.id()));
    }

    private static boolean wants(Channel channel, String environment) {
        return channel.on().isEmpty() || channel.on().contains(environment);
    }
}
