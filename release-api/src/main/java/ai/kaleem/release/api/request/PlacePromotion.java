package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.plan.Versioning;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.api.release.NewRelease;
import ai.kaleem.release.api.release.Passed;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.Proof;
import ai.kaleem.release.api.release.Release;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.api.release.RequestPromotion;
import ai.kaleem.release.api.release.RequestRelease;
import ai.kaleem.release.api.release.WantedPromotion;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the order to bring a release from where it passed to another environment, under the plan as it is now: as it is, or a
 * release candidate as the final version, which then is a release of its own of the same bytes.
 */
public final class PlacePromotion {

    private final Releases releases;
    private final Plans plans;
    private final Once once;
    private final RequestPromotion promotions;
    private final RequestRelease requests;
    private final Proof proof;

    public PlacePromotion(
            Releases releases,
            Plans plans,
            Keys keys,
            RequestPromotion promotions,
            RequestRelease requests,
            Proof proof) {
        this.releases = releases;
        this.plans = plans;
        this.once = new Once(keys);
        this.promotions = promotions;
        this.requests = requests;
        this.proof = proof;
    }

    /**
     * What is wanted.
     *
     * @param version the final version of a release candidate; null promotes the release as it is
     */
    public record Wish(
            ReleaseId release,
            String environment,
            @Nullable String version,
            @Nullable String reason) {}

    /**
     * Durable when it returns.
     *
     * @param key the caller's idempotency key, if any: the same order under it again is the same deployment
     * @throws KeyReused where the key was used for another request
     * @throws ai.kaleem.release.api.release.ReleaseUnknown where there is no such release
     * @throws ai.kaleem.release.api.plan.AppUnknown where the app has no plan any more
     * @throws ai.kaleem.release.api.plan.EnvironmentUnknown where the plan has no such environment
     * @throws FaultsFound where what passed does not fit the plan as it is now, or the version is not the candidate's
     * @throws ai.kaleem.release.api.release.NothingToPromote where it did not pass, or too short a time ago
     * @throws ai.kaleem.release.api.release.VersionTaken where another release has the version
     */
    public Placed place(Wish wish, Caller caller, @Nullable String key) {
        return once.<Checked>once(
                caller,
                key,
                Fingerprint.of(Arrays.asList("promotion", wish)),
                () -> checked(releases.get(wish.release()), wish),
                (checked, id) -> wish.version() == null
                        ? promotions.request(new WantedPromotion(
                                new DeploymentId(id),
                                wish.release(),
                                checked.plan(),
                                checked.passed(),
                                checked.soak(),
                                caller.name(),
                                wish.reason()))
                        : finalVersion(wish, checked, caller, new ReleaseId(id)));
    }

    private Placed finalVersion(Wish wish, Checked checked, Caller caller, ReleaseId id) {
        if (releases.find(id).isEmpty()) {
            proof.require(releases.get(wish.release()), checked.passed(), checked.soak());
        }
        return requests.request(new NewRelease(
                id,
                checked.plan(),
                ReleaseType.REGULAR,
                Kind.RELEASE,
                false,
                caller.name(),
                wish.reason(),
                null,
                checked.passed()));
    }

    private record Checked(ResolvedPlan plan, Passed passed, Duration soak) {}

    private Checked checked(Release release, Wish wish) {
        requireCandidate(release.version(), wish.version());
        var plan = plans.get(release.app()).plan();
        var after = plan.environment(wish.environment()).after();
        var passed = Passed.in(release, after == null ? null : after.environment(), wish.environment());
        var version = wish.version() == null ? release.version() : wish.version();
        // The commit is checked out for gates that need it, where the plan says from where.
        var ref = plan.repository() == null ? null : passed.commit();
        return new Checked(
                plan.resolve(wish.environment(), new Wanted(version, ref, passed.images())),
                passed,
                after == null ? Duration.ZERO : after.soak());
    }

    private static void requireCandidate(String version, @Nullable String wanted) {
        var last = Versioning.finalOf(version);
        if (wanted != null && !wanted.equals(last.orElse(null))) {
            throw new FaultsFound(List.of(new Fault(
                    "version",
                    "%s is not the final version of %s".formatted(wanted, version),
                    last.map("write %s, or leave version out to promote it as it is"::formatted)
                            .orElse("leave version out: it is no release candidate"))));
        }
    }
}
