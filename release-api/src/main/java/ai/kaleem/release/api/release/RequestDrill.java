package ai.kaleem.release.api.release;

import ai.kaleem.release.api.environment.Environment;
import ai.kaleem.release.api.environment.Environments;
import ai.kaleem.release.api.release.Releases.Open;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DrillRequested;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Asks an agent to drill a backup. It changes nothing that serves, so it needs no turn. */
public final class RequestDrill {

    private final Releases releases;
    private final Environments environments;
    private final ChangeRelease changes;
    private final Patience patience;
    private final Clock clock;

    public RequestDrill(
            Releases releases, Environments environments, ChangeRelease changes, Patience patience, Clock clock) {
        this.releases = releases;
        this.environments = environments;
        this.changes = changes;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Durable when it returns.
     *
     * @param id of the drill; the agent takes a repeat for the same
     * @param datastore null for each that can be drilled
     * @param backup name of the file; null for the newest
     * @return the release that serves, and the id of the drill
     * @throws NothingToDrill where nothing serves there
     */
    public Placed request(
            String app,
            String environment,
            String agent,
            String id,
            @Nullable String datastore,
            @Nullable String backup) {
        var good = environments
                .find(app, environment)
                .flatMap(Environment::current)
                .orElseThrow(() -> new NothingToDrill(
                        "Nothing was released to %s of %s yet, so there is no backup of it; release first"
                                .formatted(environment, app)));
        // It ended long ago: so that the sweep finds what a crash leaves unsent.
        releases.open(new Open(app, environment, good.deploymentId(), good.releaseId()));
        var latest = clock.instant().plus(patience.begin());
        changes.change(good.releaseId(), it -> {
            it.ask(new DrillRequested(
                    good.releaseId(), good.deploymentId(), agent, app, environment, id, datastore, backup, latest));
            return true;
        });
        return new Placed(good.releaseId(), new DeploymentId(id));
    }
}
