package ai.kaleem.release.notifier.delivery;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A few attempts at a time to one destination, so that one which hangs holds up no other. */
final class Places {

    private static final int EACH = 4;

    private final Map<Destination, Queue> queues = new HashMap<>();

    private static final class Queue {
        private int busy;
        private final Set<DeliveryId> waiting = new LinkedHashSet<>();
    }

    /** Returns whether there is one; otherwise the delivery waits for {@link #leave}. */
    synchronized boolean take(Destination destination, DeliveryId delivery) {
        var queue = queues.computeIfAbsent(destination, it -> new Queue());
        if (queue.busy == EACH) {
            queue.waiting.add(delivery);
            return false;
        }
        queue.waiting.remove(delivery);
        queue.busy++;
        return true;
    }

    /** Returns the next that waits. */
    synchronized Optional<DeliveryId> leave(Destination destination) {
        var queue = queues.computeIfAbsent(destination, it -> new Queue());
        queue.busy--;
        var next = queue.waiting.stream().findFirst();
        next.ifPresent(queue.waiting::remove);
        if (queue.busy == 0 && next.isEmpty()) {
            queues.remove(destination);
        }
        return next;
    }
}
