package ai.kaleem.release.notifier.inbound;

import ai.kaleem.release.notifier.delivery.Alarm;
import ai.kaleem.release.notifier.delivery.DeliveryId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** Alarms in memory; of several for one delivery the earliest rings. */
public final class AlarmClock implements Alarm {

    private final Clock clock;
    private final DelayQueue<Ring> rings = new DelayQueue<>();
    private final ConcurrentHashMap<DeliveryId, Instant> set = new ConcurrentHashMap<>();

    public AlarmClock(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void at(Instant time, DeliveryId delivery) {
        set.compute(delivery, (id, earlier) -> {
            if (earlier != null && !earlier.isAfter(time)) {
                return earlier;
            }
            rings.add(new Ring(delivery, time));
            return time;
        });
    }

    /** Waits for the next ring. */
    DeliveryId next() throws InterruptedException {
        while (true) {
            var ring = rings.take();
            if (set.remove(ring.delivery, ring.time)) {
                return ring.delivery;
            }
        }
    }

    private final class Ring implements Delayed {

        private final DeliveryId delivery;
        private final Instant time;

        Ring(DeliveryId delivery, Instant time) {
            this.delivery = delivery;
            this.time = time;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(clock.instant(), time));
        }

        @Override
        public int compareTo(Delayed other) {
            return time.compareTo(((Ring) other).time);
        }
    }
}
