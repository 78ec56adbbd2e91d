package ai.kaleem.release.api.environment;

import ai.kaleem.release.common.contract.Fact.Beat;
import java.time.Instant;
import java.util.Optional;

/** Who serves the environments, and when they were last heard. */
public interface Agents {

    /** Keeps the newest beat of each agent. */
    void heard(Beat beat, Instant at);

    Optional<Heard> find(String agent);

    /** @param at by our clock */
    record Heard(Beat beat, Instant at) {}
}
