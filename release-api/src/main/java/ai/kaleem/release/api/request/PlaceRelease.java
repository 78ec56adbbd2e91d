package ai.kaleem.release.api.request;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Fingerprint;
import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.ResolvedPlan;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.api.release.NewRelease;
import ai.kaleem.release.api.release.Placed;
import ai.kaleem.release.api.release.RequestRelease;
import ai.kaleem.release.api.release.VersionTaken;
import ai.kaleem.release.api.version.NextVersion;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.ReleaseType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes an order, fits it to the app's plan and starts the release. */
public final class PlaceRelease {

    /** Somebody else may be given the computed version first. */
    private static final int TRIES = 3;

    /** What is asked for for later is checked now: by then it would be another world. */
    private static final Duration FURTHEST = Duration.ofDays(30);

    private final Plans plans;
    private final Once once;
    private final NextVersion versions;
    private final RequestRelease requests;
    private final Clock clock;

    public PlaceRelease(Plans plans, Keys keys, NextVersion versions, RequestRelease requests, Clock clock) {
        this.plans = plans;
        this.versions = versions;
        this.once = new Once(keys);
        this.requests = requests;
        this.clock = clock;
    }

    /**
     * Durable when it returns.
     *
     * @param key the caller's idempotency key, if any: the same order under it again is the same release
     * @throws KeyReused where the key was used for another request
     * @throws ai.kaleem.release.api.plan.AppUnknown where the app has no plan
     * @throws ai.kaleem.release.api.plan.EnvironmentUnknown where the plan has no such environment
     * @throws FaultsFound where the order does not fit the plan
     * @throws VersionTaken where another release has the version
     * @throws ai.kaleem.release.api.version.RefUnknown where the version is computed, and the repository has no such ref
     * @throws ai.kaleem.release.api.release.GatesSilent where it is computed, and gate-service or the repository does not answer
     */
    public Placed place(Order order, Caller caller, @Nullable String key) {
        return once.once(
                caller,
                key,
                Fingerprint.of(List.of("release", order)),
                () -> checked(order),
                (release, id) -> request(order, release, new ReleaseId(id), caller, TRIES));
    }

    private Placed request(Order order, Checked release, ReleaseId id, Caller caller, int tries) {
        try {
            return requests.request(new NewRelease(
                            id,
                            release.plan(),
                            release.type(),
                            order.wanted().ref() != null,
                            caller.name(),
                            order.reason())
                    .notBefore(order.notBefore()));
        } catch (VersionTaken e) {
            if (tries == 1
                    || !order.wanted()
                            .asksForVersion(plans.get(order.app()).plan().versioning())) {
                throw e;
            }
            return request(order, checked(order), id, caller, tries - 1);
        }
    }

    private Checked checked(Order order) {
        var app = plans.get(order.app()).plan();
        requireSoon(order.notBefore());
        var after = app.environment(order.environment()).after();
        if (after != null && order.type() != ReleaseType.HOTFIX) {
            throw new FaultsFound(
                    List.of(
                            new Fault(
                                    "environment",
                                    "%s takes only what has succeeded in %s"
                                            .formatted(order.environment(), after.environment()),
                                    "release it there, then promote it with POST /api/v1/releases/{id}/promotions; a HOTFIX may come at once")));
        }
        var plan = app.resolve(order.environment(), known(order, app));
        var natural = plan.version().contains("-") ? ReleaseType.RC : ReleaseType.REGULAR;
        var type = order.type() == null ? natural : order.type();
        if (type != natural && (type == ReleaseType.RC || natural == ReleaseType.RC)) {
            throw new FaultsFound(List.of(new Fault(
                    "type",
                    "%s does not fit version %s".formatted(type, plan.version()),
                    type == ReleaseType.RC
                            ? "an RC has a version like 1.4.0-rc.1"
                            : "leave -... off the version, or use RC")));
        }
        return new Checked(plan, type);
    }

    private void requireSoon(@Nullable Instant notBefore) {
        if (notBefore == null) {
            return;
        }
        var now = clock.instant();
        if (notBefore.isBefore(now)) {
            throw fault("has passed", "leave it out to have it released as soon as it can be");
        }
        if (notBefore.isAfter(now.plus(FURTHEST))) {
            throw fault(
                    "is more than %d days away".formatted(FURTHEST.toDays()),
                    "ask for it nearer to the time: what is checked now would be checked too early");
        }
    }

    private static FaultsFound fault(String message, String fix) {
        return new FaultsFound(List.of(new Fault("notBefore", message, fix)));
    }

    /** What is ordered, with the version that the commits ask for where the order names none. */
    private Wanted known(Order order, Plan app) {
        var wanted = order.wanted();
        var ref = wanted.ref();
        if (ref == null || app.repository() == null || !wanted.asksForVersion(app.versioning())) {
            return wanted;
        }
        var next = versions.of(order.app(), ref, order.type() == ReleaseType.RC);
        var version = next.version();
        if (version == null) {
            throw new FaultsFound(List.of(new Fault(
                    "version",
                    "is missing, and nothing in '%s' asks for one: %s".formatted(ref, next.reason()),
                    "say which version it is to be")));
        }
        return wanted.as(version, next.commit());
    }

    private record Checked(ResolvedPlan plan, ReleaseType type) {}
}
