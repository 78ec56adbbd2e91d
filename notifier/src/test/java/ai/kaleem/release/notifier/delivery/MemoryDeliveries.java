package ai.kaleem.release.notifier.delivery;

import ai.kaleem.release.common.contract.Fact.NoticeFact;
import ai.kaleem.release.common.contract.ReleaseId;
import com.github.f4b6a3.ulid.Ulid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A ledger in memory. */
class MemoryDeliveries implements Deliveries {

    private record Disabled(Instant until, String why) {}

    private final TreeMap<DeliveryId, Delivery> all = new TreeMap<>();
    private final Map<Destination, Disabled> disabled = new HashMap<>();
    final List<NoticeFact> facts = new ArrayList<>();

    @Override
    public synchronized boolean add(Delivery delivery) {
        return all.putIfAbsent(delivery.id(), delivery) == null;
    }

    @Override
    public synchronized Optional<Delivery> find(DeliveryId id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public synchronized List<Delivery> of(ReleaseId release) {
        return all.values().stream()
                .filter(it -> it.told().releaseId().equals(release))
                .toList();
    }

    @Override
    public List<String> unreadable(ReleaseId release) {
        return List.of();
    }

    @Override
    public synchronized Optional<Delivery> firstOpen(ReleaseId release, String channel) {
        return of(release).stream()
                .filter(it -> it.isOpen() && it.channel().name().equals(channel))
                .findFirst();
    }

    @Override
    public synchronized List<DeliveryId> due(Instant now, int limit) {
        return all.values().stream()
                .filter(it -> it.isOpen() && !it.nextAttemptAt().isAfter(now))
                .sorted(Comparator.comparing(Delivery::nextAttemptAt))
                .limit(limit)
                .map(Delivery::id)
                .toList();
    }

    @Override
    public synchronized Optional<Delivery> begin(DeliveryId id, Instant now, Instant lostAt) {
        return find(id).filter(it -> it.isOpen() && !it.nextAttemptAt().isAfter(now))
                .map(it -> put(it.begun(lostAt)));
    }

    @Override
    public synchronized void postpone(Delivery delivery) {
        whereOpen(delivery, it -> it.attempts() == delivery.attempts() ? delivery : it);
    }

    @Override
    public synchronized boolean end(Delivery delivery, NoticeFact fact) {
        var current = find(delivery.id()).orElse(delivery);
        if (delivery.state() != Delivery.State.DELIVERED && current.attempts() != delivery.attempts()) {
            return false;
        }
        var ended = whereOpen(delivery, it -> delivery);
        if (ended) {
            facts.add(fact);
        }
        return ended;
    }

    @Override
    public synchronized void disable(Destination destination, Instant until, String why) {
        disabled.put(destination, new Disabled(until, why));
    }

    @Override
    public synchronized Optional<String> disabled(Destination destination, Instant now) {
        return Optional.ofNullable(disabled.get(destination))
                .filter(it -> it.until().isAfter(now))
                .map(Disabled::why);
    }

    @Override
    public synchronized void forgetEndedBefore(Instant time) {
        var oldestKept = new DeliveryId(Ulid.min(time.toEpochMilli()).toString());
        all.values().removeIf(it -> !it.isOpen() && it.id().compareTo(oldestKept) < 0);
    }

    private boolean whereOpen(Delivery delivery, UnaryOperator<Delivery> change) {
        var found = find(delivery.id()).filter(Delivery::isOpen);
        found.ifPresent(it -> put(change.apply(it)));
        return found.isPresent();
    }

    private Delivery put(Delivery delivery) {
        all.put(delivery.id(), delivery);
        return delivery;
    }
}
