package ai.kaleem.release.api.environment;

import ai.kaleem.release.api.environment.Environment.Good;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what runs in an environment, and whether that is what should. */
public final class ReadEnvironment {

    /**
     * @param version what should run; null before the first success
     * @param since when it succeeded
     * @param reported what the agent says serves; null where nothing does, or it was never heard
     * @param healthy as the agent says; null where it was never heard, or is silent
     * @param drift whether something else serves than should, while nothing is under way; null where it cannot be known
     * @param drifted how what stands before it differs from what was released, and what to do; null where it does not
     * @param underWay who has the turn
     * @param agentHeardAt null where it was never heard
     * @param agentSilentSince since when nothing is known of what serves; null while the agent is heard, or before it ever was
     */
    public record View(
            String app,
            String environment,
            String agent,
            @Nullable String version,
            @Nullable ReleaseId releaseId,
            @Nullable Instant since,
            @Nullable String reported,
            @Nullable Boolean healthy,
            @Nullable Boolean drift,
            @Nullable String drifted,
            @Nullable DeploymentId underWay,
            long epoch,
            @Nullable Instant agentHeardAt,
            @Nullable Instant agentSilentSince) {}

    private final Environments environments;
    private final Agents agents;
    private final Duration silence;
    private final Clock clock;

    /** @param silence after which an agent that is not heard counts as silent */
    public ReadEnvironment(Environments environments, Agents agents, Duration silence, Clock clock) {
        this.environments = environments;
        this.agents = agents;
        this.silence = silence;
        this.clock = clock;
    }

    /** @param agent who serves it, as the plan says */
    public View read(String app, String name, String agent) {
        var environment = environments.find(app, name).orElseGet(() -> Environment.untouched(app, name));
        var good = environment.current();
        var heard = agents.find(agent);
        var silent = heard.map(Agents.Heard::at)
                .filter(it -> clock.instant().isAfter(it.plus(silence)))
                .orElse(null);
        var serving = heard.flatMap(it -> it.beat().running().stream()
                .filter(run -> run.app().equals(app) && run.environment().equals(name))
                .findFirst());
        var holder = environment.holder();
        var version = good.map(Good::version).orElse(null);
        var reported = serving.map(Serving::version).orElse(null);
        var drifted = serving.map(Serving::drift).orElse(null);
        return new View(
                app,
                name,
                agent,
                version,
                good.map(Good::releaseId).orElse(null),
                good.map(Good::at).orElse(null),
                reported,
                silent == null ? serving.map(Serving::healthy).orElse(null) : null,
                holder == null && silent == null ? drift(heard, good, reported, drifted) : null,
                holder == null && silent == null ? drifted : null,
                holder == null ? null : holder.deploymentId(),
                environment.epoch(),
                heard.map(Agents.Heard::at).orElse(null),
                silent);
    }

    /** Null before the agent was heard since the release settled: what it said earlier is of the version before. */
    private static @Nullable Boolean drift(
            Optional<Agents.Heard> heard, Optional<Good> good, @Nullable String reported, @Nullable String drifted) {
        var settled = good.map(Good::at).orElse(Instant.MIN);
        return heard.filter(it -> it.at().isAfter(settled))
                .map(it -> drifted != null
                        || !Objects.equals(good.map(Good::version).orElse(null), reported))
                .orElse(null);
    }
}
