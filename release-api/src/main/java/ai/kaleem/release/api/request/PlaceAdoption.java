package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.api.release.NewRelease;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.RequestRelease;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes the order to take over what Docker Compose runs in an environment. What runs becomes a release like any other, so
 * that later ones can go back to it.
 */
public final class PlaceAdoption {

    private final Plans plans;
    private final Once once;
    private final RequestRelease requests;

    public PlaceAdoption(Plans plans, Keys keys, RequestRelease requests) {
        this.plans = plans;
        this.once = new Once(keys);
        this.requests = requests;
    }

    /**
     * Durable when it returns.
     *
     * @param version what runs is called from now on; a dry run needs none, and uses none up
     * @param dryRun only says what would change
     * @param key the caller's idempotency key, if any: the same order under it again is the same release
     * @throws KeyReused where the key was used for another request
     * @throws ai.kaleem.release.api.plan.AppUnknown where the app has no plan
     * @throws ai.kaleem.release.api.plan.EnvironmentUnknown where the plan has no such environment
     * @throws FaultsFound where the version is missing, or is none
     * @throws ai.kaleem.release.api.release.VersionTaken where another release has the version
     */
    public Placed place(
            String app,
            String environment,
            @Nullable String version,
            boolean dryRun,
            @Nullable String reason,
            Caller caller,
            @Nullable String key) {
        return once.<ResolvedPlan>once(
                caller,
                key,
                Fingerprint.of(Arrays.asList("adoption", app, environment, version, dryRun, reason)),
                () -> resolved(app, environment, wanted(version, dryRun)),
                (plan, id) -> requests.request(new NewRelease(
                        new ReleaseId(id),
                        dryRun ? resolved(app, environment, rehearsed(plan.version(), id)) : plan,
                        plan.version().contains("-") ? ReleaseType.RC : ReleaseType.REGULAR,
                        dryRun ? Kind.ADOPTION_DRY_RUN : Kind.ADOPTION,
                        false,
                        caller.name(),
                        reason,
                        null,
                        null)));
    }

    private ResolvedPlan resolved(String app, String environment, String version) {
        return plans.get(app).plan().resolve(environment, Wanted.version(version));
    }

    private static String wanted(@Nullable String version, boolean dryRun) {
        if (version == null && !dryRun) {
            throw new FaultsFound(List.of(new Fault(
                    "version",
                    "is missing",
                    "say which version runs there, for example 1.0.0; later releases can go back to it")));
        }
        return version == null ? "0.0.0" : version;
    }

    /** A version is never used again, so that of a dry run is one that nobody wants. */
    private static String rehearsed(String version, String id) {
        return "%s%sdry-run.%s".formatted(version, version.contains("-") ? "." : "-", id.toLowerCase(Locale.ROOT));
    }
}
