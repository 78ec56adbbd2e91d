package ai.kaleem.release.api.environment;

import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.StoredData.Drill;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells which drills of an environment there were, and what came of them, as its agent last said. */
public final class ReadDrills {

    /**
     * @param at when the agent said so, by its clock; null where it has not told yet
     * @param note how old it is, or why there is nothing, in words
     * @param items the newest first
     */
    public record View(@Nullable Instant at, String note, List<Drill> items) {}

    private final Agents agents;

    public ReadDrills(Agents agents) {
        this.agents = agents;
    }

    /** @param agent who serves the environment, as the plan says */
    public View read(String app, String environment, String agent) {
        var beat = agents.find(agent).map(Agents.Heard::beat);
        var told = beat.stream()
                .flatMap(it -> it.running().stream())
                .filter(it -> it.app().equals(app) && it.environment().equals(environment))
                .map(Serving::data)
                .filter(Objects::nonNull)
                .flatMap(it -> {
                    List<Drill> drills = it.drills();
                    return drills == null ? Stream.<List<Drill>>empty() : Stream.of(drills);
                })
                .findFirst();
        return told.map(it -> new View(
                        beat.orElseThrow().at(),
                        "What was asked for since then is shown with the agent's next beat, 10 s later",
                        it))
                .orElseGet(() -> new View(
                        null,
                        "not told yet: agent %s has not said anything of drills there; see whether it runs and is of this version"
                                .formatted(agent),
                        List.of()));
    }
}
