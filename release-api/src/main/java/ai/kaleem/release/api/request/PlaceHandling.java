package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.RequestHandling;
import ai.kaleem.release.api.release.WantedHandling;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the order to put the drift of an environment right, or to give what was adopted there back to Docker Compose. */
public final class PlaceHandling {

    private final Plans plans;
    private final Once once;
    private final RequestHandling requests;

    public PlaceHandling(Plans plans, Keys keys, RequestHandling requests) {
        this.plans = plans;
        this.once = new Once(keys);
        this.requests = requests;
    }

    /**
     * Durable when it returns.
     *
     * @param kind as in {@link WantedHandling}
     * @param key the caller's idempotency key, if any: the same order under it again is the same deployment
     * @throws KeyReused where the key was used for another request
     * @throws ai.kaleem.release.api.plan.AppUnknown where the app has no plan
     * @throws ai.kaleem.release.api.plan.EnvironmentUnknown where the plan has no such environment
     * @throws ai.kaleem.release.api.release.NothingToRollBackTo where no release runs there
     * @throws ai.kaleem.release.api.release.TurnHeld where something else is under way there
     */
    public Placed place(
            String app, String environment, Kind kind, @Nullable String reason, Caller caller, @Nullable String key) {
        return once.<PlannedEnvironment>once(
                caller,
                key,
                Fingerprint.of(Arrays.asList("handling", kind, app, environment, reason)),
                () -> plans.get(app).plan().environment(environment),
                (known, id) -> requests.request(new WantedHandling(
                        new DeploymentId(id),
                        app,
                        known.name(),
                        known.agent(),
                        kind,
                        caller.name(),
                        reason,
                        List.of())));
    }
}
