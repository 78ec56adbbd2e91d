package ai.kaleem.release.api.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** In maps, which a test can tamper with. */
final class MemoryTrail implements AuditTrail {

    final TreeMap<Long, AuditEntry> entries = new TreeMap<>();
    final Map<String, Long> sources = new HashMap<>();

    @Nullable Head head;

    @Override
    public Optional<AuditEntry> last() {
        return Optional.ofNullable(entries.lastEntry()).map(Map.Entry::getValue);
    }

    @Override
    public Optional<AuditEntry> find(long number) {
        return Optional.ofNullable(entries.get(number));
    }

    @Override
    public boolean add(AuditEntry entry) {
        return entries.putIfAbsent(entry.number(), entry) == null;
    }

    @Override
    public Optional<Long> planned(String source) {
        return Optional.ofNullable(sources.get(source));
    }

    @Override
    public void plan(String source, long number) {
        sources.put(source, number);
    }

    @Override
    public Optional<Head> head() {
        return Optional.ofNullable(head);
    }

    @Override
    public void moveHead(Head newer) {
        head = newer;
    }

    @Override
    public List<AuditEntry> list(Filter filter) {
        return List.copyOf(entries.descendingMap().values());
    }

    @Override
    public void each(Consumer<AuditEntry> reader) {
        entries.values().forEach(reader);
    }
}
