package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says that the agent is alive and what serves on its host. */
public final class TellBeat {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** It asks the engine some things of every container, which an idle agent should not do with every beat. */
    private static final Duration DRIFT_EVERY = Duration.ofMinutes(1);

    private final Tools tools;
    private final ScheduledBackups backups;
    private final RestoreDrills drills;
    private final String version;
    private final Consumer<Beat> send;
    private final Duration driftEvery;
    private final Map<Place, Drifted> drifted = new ConcurrentHashMap<>();

    /** What was seen of a deployment that serves, and when on the clock of {@link System#nanoTime()}. */
    private record Drifted(
            DeploymentId of, long at, @Nullable String said) {}

    /**
     * @param version of the agent's own software
     * @param send sends it at once or drops it
     */
    public TellBeat(Tools tools, ScheduledBackups backups, RestoreDrills drills, String version, Consumer<Beat> send) {
        this(tools, backups, drills, version, send, DRIFT_EVERY);
    }

    TellBeat(
            Tools tools,
            ScheduledBackups backups,
            RestoreDrills drills,
            String version,
            Consumer<Beat> send,
            Duration driftEvery) {
        this.tools = tools;
        this.backups = backups;
        this.drills = drills;
        this.version = version;
        this.send = send;
        this.driftEvery = driftEvery;
    }

    public void run() {
        var ledger = tools.ledger();
        var running =
                ledger.read(Journal.Entries::places).stream().map(this::serving).toList();
        send.accept(new Beat(tools.settings().name(), ledger.now(), version, running));
    }

    private Serving serving(PlaceState state) {
        var place = state.place();
        var id = state.serving();
        if (id == null) {
            return new Serving(place.app(), place.environment(), null, null, false);
        }
        var deployment = tools.ledger().get(id);
        var request = deployment.request();
        var look = look(deployment);
        var seen = backups.seen(place);
        return new Serving(
                place.app(),
                place.environment(),
                request.releaseId(),
                request.version(),
                look.healthy(),
                look.drift(),
                seen == null ? null : seen.with(drills.of(place)));
    }

    private record Look(boolean healthy, @Nullable String drift) {}

    /** An engine that hangs is no reason to fall silent. */
    private Look look(Deployment deployment) {
        var looking = new CompletableFuture<Look>();
        Thread.ofVirtual().name("beat-look").start(() -> {
            try {
                looking.complete(new Look(isHealthy(deployment), drift(deployment)));
            } catch (RuntimeException e) {
                looking.complete(new Look(false, null));
            }
        });
        return looking.completeOnTimeout(new Look(false, null), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private boolean isHealthy(Deployment deployment) {
        return deployment.prepared().containers().values().stream()
                .allMatch(name -> tools.host()
                        .inspect(name)
                        .filter(it -> it.running() && it.health() != ContainerState.Health.UNHEALTHY)
                        .isPresent());
    }

    /** While something is under way, what stands there is on its way to be otherwise. */
    private @Nullable String drift(Deployment deployment) {
        var place = deployment.place();
        if (!tools.ledger().read(entries -> entries.unfinished(place)).isEmpty()) {
            return null;
        }
        var seen = drifted.get(place);
        if (seen != null && seen.of().equals(deployment.id()) && System.nanoTime() - seen.at() < driftEvery.toNanos()) {
            return seen.said();
        }
        var said = said(deployment);
        drifted.put(place, new Drifted(deployment.id(), System.nanoTime(), said));
        return said;
    }

    private @Nullable String said(Deployment deployment) {
        var lines = new Drift(tools).of(deployment);
        return lines.isEmpty()
                ? null
                : "%s. To have %s back as it was released, ask for drift/put-right; to keep what Docker Compose runs now, ask for drift/accept with a new version."
                        .formatted(
                                String.join("; ", lines), deployment.request().version());
    }
}
