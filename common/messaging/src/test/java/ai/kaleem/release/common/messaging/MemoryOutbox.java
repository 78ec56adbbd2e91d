package ai.kaleem.release.common.messaging;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An outbox without a store behind it. */
class MemoryOutbox implements OutboxStore {

    private final Map<String, List<Outgoing>> unsent = new LinkedHashMap<>();

    synchronized void add(String owner, Outgoing message) {
        unsent.computeIfAbsent(owner, it -> new ArrayList<>()).add(message);
    }

    @Override
    public synchronized List<String> ownersWithUnsent(Instant olderThan, int limit) {
        return unsent.keySet().stream().limit(limit).toList();
    }

    @Override
    public synchronized List<Outgoing> unsent(String owner) {
        return List.copyOf(unsent.getOrDefault(owner, List.of()));
    }

    @Override
    public synchronized void sent(String owner, List<String> messageIds) {
        unsent.computeIfPresent(owner, (key, messages) -> {
            messages.removeIf(it -> messageIds.contains(it.id()));
            return messages.isEmpty() ? null : messages;
        });
    }
}
