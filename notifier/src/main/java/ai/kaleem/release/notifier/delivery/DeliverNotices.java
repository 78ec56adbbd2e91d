package ai.kaleem.release.notifier.delivery;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.Fact.NoticeDelivered;
import ai.kaleem.release.common.contract.Fact.NoticeGivenUp;
import ai.kaleem.release.common.contract.Told;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due, one attempt at a call. The events of a release reach a channel in their order: a later one waits until
 * the earlier one arrived or was given up.
 */
public final class DeliverNotices {

    private static final Logger log = LoggerFactory.getLogger(DeliverNotices.class);
    private static final int SWEEP = 10_000;

    private final Deliveries deliveries;
    private final Map<Channel.Kind, Courier> couriers;
    private final DeliveryPolicy policy;
    private final Alarm alarm;
    private final Clock clock;
    private final Pace pace = new Pace();
    private final Places places = new Places();
    private final Pauses pauses;

    /** @param random between 0 and 1, for the jitter of pauses */
    public DeliverNotices(
            Deliveries deliveries,
            Collection<Courier> couriers,
            DeliveryPolicy policy,
            Alarm alarm,
            Clock clock,
            DoubleSupplier random) {
        this.deliveries = deliveries;
        this.couriers = couriers.stream().collect(Collectors.toMap(Courier::kind, Function.identity()));
        this.policy = policy;
        this.alarm = alarm;
        this.clock = clock;
        this.pauses = new Pauses(policy, random);
    }

    /** Finds what a crash, another instance or an absent store left behind. */
    public void sweep() {
        var now = clock.instant();
        deliveries.due(now, SWEEP).forEach(it -> alarm.at(now, it));
    }

    /** Keeps the ledger short. */
    public void forget() {
        deliveries.forgetEndedBefore(clock.instant().minus(policy.keep()));
    }

    /** Tries the delivery once, where it is open, due and nothing before it is open. Otherwise sets the alarm, or does nothing. */
    public void attempt(DeliveryId id) {
        var found = deliveries.find(id).filter(Delivery::isOpen).orElse(null);
        if (found == null || isBehindAnother(found)) {
            return;
        }
        var now = clock.instant();
        if (found.nextAttemptAt().isAfter(now)) {
            alarm.at(found.nextAttemptAt(), id);
            return;
        }
        if (!places.take(found.destination(), id)) {
            return;
        }
        try {
            attempt(found, now);
        } finally {
            places.leave(found.destination()).ifPresent(next -> alarm.at(clock.instant(), next));
        }
    }

    private void attempt(Delivery found, Instant now) {
        var id = found.id();
        var courier = courier(found);
        var moment = pace.take(found.destination(), courier.pace(), now);
        if (moment.isAfter(now)) {
            alarm.at(moment, id);
            return;
        }
        deliveries
                .begin(id, now, now.plus(policy.attemptLostAfter()))
                .ifPresent(begun -> settle(begun, send(begun, courier, now)));
    }

    private Outcome send(Delivery delivery, Courier courier, Instant now) {
        if (clock.instant().plus(policy.patience()).isAfter(delivery.nextAttemptAt())) {
            // We were not running for a while; it may be another's by now.
            return new Outcome.Later("Woke up too late to send it", null);
        }
        var disabled = deliveries.disabled(delivery.destination(), now);
        if (disabled.isPresent()) {
            return new Outcome.Refused(disabled.get());
        }
        try {
            return courier.carry(delivery);
        } catch (RuntimeException e) {
            log.error("Delivery {} failed in a way nobody foresaw and is tried again", delivery.id(), e);
            return new Outcome.Later("An error of ours: " + e.getClass().getSimpleName(), null);
        }
    }

    private void settle(Delivery delivery, Outcome outcome) {
        switch (outcome) {
            case Outcome.Delivered(var detail) -> delivered(delivery, detail);
            case Outcome.Later(var why, var after) -> later(delivery, why, after);
            case Outcome.Unanswered(var why) -> later(delivery.withoutAnswer(), why, null);
            case Outcome.Stopped(var why) -> giveBack(delivery.withoutAnswer(), why);
            case Outcome.Refused(var why) -> giveUp(delivery, why);
            case Outcome.Gone(var why) -> {
                var until = clock.instant().plus(policy.disabledFor());
                var disabled = "Disabled until %s: %s".formatted(until, why);
                deliveries.disable(delivery.destination(), until, disabled);
                giveUp(delivery, disabled);
            }
        }
    }

    private void delivered(Delivery delivery, String detail) {
        var told = delivery.told();
        var now = clock.instant();
        deliveries.end(
                delivery.delivered(now, detail),
                new NoticeDelivered(
                        told.releaseId(),
                        told.event().deploymentId(),
                        delivery.channel().name(),
                        told.type(),
                        delivery.attempts(),
                        now));
        wakeNext(told, delivery);
    }

    private void later(Delivery delivery, String why, @Nullable Duration asked) {
        var now = clock.instant();
        var until = now.plus(pauses.after(delivery.attempts(), asked));
        if (until.isAfter(delivery.createdAt().plus(policy.giveUpAfter()))) {
            giveUp(delivery, why);
            return;
        }
        log.info("Delivery {} is tried again at {}: {}", delivery.id(), until, why);
        if (asked != null) {
            pace.hold(delivery.destination(), until);
        }
        deliveries.postpone(delivery.postponed(until, why));
        alarm.at(until, delivery.id());
    }

    private void giveBack(Delivery delivery, String why) {
        // Who stopped us interrupts; the ledger must still be told.
        Thread.interrupted();
        deliveries.postpone(delivery.postponed(clock.instant(), why));
    }

    private void giveUp(Delivery delivery, String why) {
        var told = delivery.told();
        var now = clock.instant();
        log.warn("Delivery {} is given up after {} attempts: {}", delivery.id(), delivery.attempts(), why);
        deliveries.end(
                delivery.givenUp(now, why),
                new NoticeGivenUp(
                        told.releaseId(),
                        told.event().deploymentId(),
                        delivery.channel().name(),
                        told.type(),
                        delivery.attempts(),
                        now,
                        why));
        wakeNext(told, delivery);
    }

    private boolean isBehindAnother(Delivery delivery) {
        return deliveries
                .firstOpen(delivery.told().releaseId(), delivery.channel().name())
                .filter(first -> first.id().compareTo(delivery.id()) < 0)
                .isPresent();
    }

    private void wakeNext(Told told, Delivery ended) {
        deliveries
                .firstOpen(told.releaseId(), ended.channel().name())
                .ifPresent(next -> alarm.at(next.nextAttemptAt(), next.id()));
    }

    private Courier courier(Delivery delivery) {
        var courier = couriers.get(delivery.channel().kind());
        if (courier == null) {
            throw new IllegalStateException(
                    "No courier for " + delivery.channel().kind());
        }
        return courier;
    }
}
