package ai.kaleem.release.api.freeze;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** In a map. */
public final class MemoryFreezes implements Freezes {

    private final Map<String, Freeze> all = new ConcurrentHashMap<>();

    @Override
    public void add(Freeze freeze) {
        all.put(freeze.id(), freeze);
    }

    @Override
    public Optional<Freeze> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public void end(String id, Instant at) {
        all.computeIfPresent(
                id,
                (_, it) -> new Freeze(
                        it.id(), it.app(), it.environment(), it.from(), at, it.zone(), it.reason(), it.by()));
    }

    @Override
    public List<Freeze> of(String app, String environment, Instant now) {
        return all.values().stream()
                .filter(it -> it.app().equals(app)
                        && it.environment().equals(environment)
                        && it.until().isAfter(now))
                .toList();
    }
}
