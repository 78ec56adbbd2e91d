package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.RequestRollback;
import ai.kaleem.release.api.release.WantedRollback;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request.DataChoice;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the order of an emergency rollback. */
public final class PlaceRollback {

    private final Plans plans;
    private final Once once;
    private final RequestRollback requests;

    public PlaceRollback(Plans plans, Keys keys, RequestRollback requests) {
        this.plans = plans;
        this.once = new Once(keys);
        this.requests = requests;
    }

    /**
     * Durable when it returns.
     *
     * @param to version or release; null for the last good one before the present
     * @param despiteMigration whether data that was migrated away from that version may stay as it is
     * @param key the caller's idempotency key, if any: the same order under it again is the same deployment
     * @throws KeyReused where the key was used for another request
     * @throws ai.kaleem.release.api.plan.AppUnknown where the app has no plan
     * @throws ai.kaleem.release.api.plan.EnvironmentUnknown where the plan has no such environment
     * @throws ai.kaleem.release.api.release.MigrationInTheWay where it keeps data that was migrated, and does not say so
     * @throws ai.kaleem.release.api.release.NothingToRollBackTo where there is no good release to go to
     */
    public Placed place(
            String app,
            String environment,
            @Nullable String to,
            DataChoice data,
            boolean despiteMigration,
            @Nullable String reason,
            Caller caller,
            @Nullable String key) {
        return once.<PlannedEnvironment>once(
                caller,
                key,
                fingerprint(Arrays.asList("rollback", app, environment, to, data, reason), despiteMigration),
                () -> plans.get(app).plan().environment(environment),
                (known, id) -> requests.request(new WantedRollback(
                        new DeploymentId(id),
                        app,
                        known.name(),
                        known.agent(),
                        to,
                        data,
                        caller.name(),
                        reason,
                        despiteMigration)));
    }

    /** Without the flag it is what it was before there was one, so that a repeat is known across an upgrade. */
    private static String fingerprint(List<@Nullable Object> order, boolean despiteMigration) {
        return Fingerprint.of(despiteMigration ? Arrays.asList(order, "despite migration") : order);
    }
}
