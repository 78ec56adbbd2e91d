package ai.kaleem.release.api.environment;

import ai.kaleem.release.common.contract.Fact.Beat;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Agents in memory. */
public class MemoryAgents implements Agents {

    private final Map<String, Heard> all = new HashMap<>();

    @Override
    public synchronized void heard(Beat beat, Instant at) {
        var known = all.get(beat.agent());
        if (known == null || !known.beat().at().isAfter(beat.at())) {
            all.put(beat.agent(), new Heard(beat, at));
        }
    }

    @Override
    public synchronized Optional<Heard> find(String agent) {
        return Optional.ofNullable(all.get(agent));
    }
}
