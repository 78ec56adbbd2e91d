package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says that the agent is alive and what serves on its host. */
public final class TellBeat {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Tools tools;
    private final ScheduledBackups backups;
    private final String version;
    private final Consumer<Beat> send;

    /**
     * @param version of the agent's own software
     * @param send sends it at once or drops it
     */
    public TellBeat(Tools tools, ScheduledBackups backups, String version, Consumer<Beat> send) {
        this.tools = tools;
        this.backups = backups;
        this.version = version;
        this.send = send;
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
        return new Serving(
                place.app(),
                place.environment(),
                request.releaseId(),
                request.version(),
                isHealthy(deployment),
                backups.seen(place));
    }

    /** An engine that hangs is no reason to fall silent. */
    private boolean isHealthy(Deployment deployment) {
        var looking = new CompletableFuture<Boolean>();
        Thread.ofVirtual().name("beat-look").start(() -> {
            try {
                looking.complete(look(deployment));
            } catch (RuntimeException e) {
                looking.complete(false);
            }
        });
        return looking.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private boolean look(Deployment deployment) {
        return deployment.prepared().containers().values().stream()
                .allMatch(name -> tools.host()
                        .inspect(name)
                        .filter(it -> it.running() && it.health() != ContainerState.Health.UNHEALTHY)
                        .isPresent());
    }
}
