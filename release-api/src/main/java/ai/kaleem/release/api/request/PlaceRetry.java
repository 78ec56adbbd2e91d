package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.RetryRelease;
import ai.kaleem.release.api.release.WantedRetry;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes the order to try a release again. */
public final class PlaceRetry {

    private final Once once;
    private final RetryRelease retries;

    public PlaceRetry(Keys keys, RetryRelease retries) {
        this.once = new Once(keys);
        this.retries = retries;
    }

    /**
     * Durable when it returns.
     *
     * @param key the caller's idempotency key, if any: the same order under it again is the same deployment
     * @throws KeyReused where the key was used for another request
     * @throws ai.kaleem.release.api.release.ReleaseUnknown where there is no such release
     * @throws ai.kaleem.release.api.release.EnvironmentMissing where it was never asked for there
     * @throws ai.kaleem.release.api.release.NotNow where as it stands it is not tried again
     */
    public Placed place(
            ReleaseId release, String environment, @Nullable String reason, Caller caller, @Nullable String key) {
        return once.once(
                caller,
                key,
                Fingerprint.of(Arrays.asList("retry", release, environment, reason)),
                () -> environment,
                (there, id) ->
                        retries.request(new WantedRetry(new DeploymentId(id), release, there, caller.name(), reason)));
    }
}
