package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.api.release.Passed;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.Release;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.release.RequestPromotion;
import ai.kaleem.release.api.release.WantedPromotion;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes the order to bring a release from where it passed to another environment, under the plan as it is now. */
public final class PlacePromotion {

    private final Releases releases;
    private final Plans plans;
    private final Once once;
    private final RequestPromotion requests;

    public PlacePromotion(Releases releases, Plans plans, Keys keys, RequestPromotion requests) {
        this.releases = releases;
        this.plans = plans;
        this.once = new Once(keys);
        this.requests = requests;
    }

    /**
     * Durable when it returns.
     *
     * @param key the caller's idempotency key, if any: the same order under it again is the same deployment
     * @throws KeyReused where the key was used for another request
     * @throws ai.kaleem.release.api.release.ReleaseUnknown where there is no such release
     * @throws ai.kaleem.release.api.plan.AppUnknown where the app has no plan any more
     * @throws ai.kaleem.release.api.plan.EnvironmentUnknown where the plan has no such environment
     * @throws ai.kaleem.release.api.plan.FaultsFound where what passed does not fit the plan as it is now
     * @throws ai.kaleem.release.api.release.NothingToPromote where it did not pass, or too short a time ago
     */
    public Placed place(
            ReleaseId release, String environment, @Nullable String reason, Caller caller, @Nullable String key) {
        return once.<Checked>once(
                caller,
                key,
                Fingerprint.of(Arrays.asList("promotion", release, environment, reason)),
                () -> checked(releases.get(release), environment),
                (checked, id) -> requests.request(new WantedPromotion(
                        new DeploymentId(id),
                        release,
                        checked.plan(),
                        checked.passed(),
                        checked.soak(),
                        caller.name(),
                        reason)));
    }

    private record Checked(ResolvedPlan plan, Passed passed, Duration soak) {}

    private Checked checked(Release release, String environment) {
        var plan = plans.get(release.app()).plan();
        var after = plan.environment(environment).after();
        var passed = Passed.in(release, after == null ? null : after.environment(), environment);
        return new Checked(
                plan.resolve(environment, wanted(release, plan, passed)),
                passed,
                after == null ? Duration.ZERO : after.soak());
    }

    /** The commit is checked out for gates that need it, where the plan says from where. */
    private static Wanted wanted(Release release, Plan plan, Passed passed) {
        return new Wanted(release.version(), plan.repository() == null ? null : passed.commit(), passed.images());
    }
}
