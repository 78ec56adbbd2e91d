package ai.kaleem.release.api.trigger;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.plan.AppUnknown;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.plan.Wanted;
import ai.kaleem.release.api.release.GatesSilent;
import ai.kaleem.release.api.release.VersionTaken;
import ai.kaleem.release.api.request.Order;
import ai.kaleem.release.api.request.PlaceRelease;
import ai.kaleem.release.api.trigger.Pushes.Result;
import ai.kaleem.release.api.version.NextVersion;
import ai.kaleem.release.api.version.RefUnknown;
import ai.kaleem.release.common.contract.ReleaseType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes releases of pushes. Of a branch it is always what the branch has now: so pushes that are told late, twice or in another
 * order come to the same, and no commit is released twice in one place by itself.
 */
public final class FollowPushes {

    private static final Logger log = LoggerFactory.getLogger(FollowPushes.class);
    private static final int AT_ONCE = 20;

    /** So long a repository or gate-service may be away. */
    private static final Duration PATIENCE = Duration.ofHours(6);

    private final Plans plans;
    private final Pushes pushes;
    private final NextVersion versions;
    private final PlaceRelease place;
    private final Clock clock;

    public FollowPushes(Plans plans, Pushes pushes, NextVersion versions, PlaceRelease place, Clock clock) {
        this.plans = plans;
        this.pushes = pushes;
        this.versions = versions;
        this.place = place;
        this.clock = clock;
    }

    /** Looks after all that something has to come of. What cannot be known yet is left for the next time. */
    public void look() {
        for (var push : pushes.open(AT_ONCE)) {
            try {
                pushes.settle(push, results(push), clock.instant());
            } catch (GatesSilent e) {
                if (clock.instant().isAfter(push.at().plus(PATIENCE))) {
                    pushes.settle(push, List.of(none("*", "given up: %s".formatted(e.getMessage()))), clock.instant());
                }
                log.warn("The push of {} to {} waits: {}", push.name(), push.app(), e.getMessage());
            }
        }
    }

    private List<Result> results(Push push) {
        Plan plan;
        try {
            plan = plans.get(push.app()).plan();
        } catch (AppUnknown e) {
            return List.of(none("*", String.valueOf(e.getMessage())));
        }
        return Followers.of(plan, push).stream()
                .map(it -> result(plan, it, push))
                .toList();
    }

    private Result result(Plan plan, PlannedEnvironment environment, Push push) {
        try {
            return push.isOfBranch() ? branch(plan, environment, push) : tag(plan, environment, push);
        } catch (FaultsFound | RefUnknown | VersionTaken e) {
            return none(environment.name(), String.valueOf(e.getMessage()));
        }
    }

    private Result branch(Plan plan, PlannedEnvironment environment, Push push) {
        var isCandidate = Followers.isForCandidates(plan, environment);
        var next = versions.of(plan.app(), push.name(), isCandidate);
        if (pushes.isReleased(plan.app(), environment.name(), next.commit())) {
            return none(
                    environment.name(), "%s is at %s, which was released there".formatted(push.name(), next.commit()));
        }
        if (next.version() == null) {
            return none(environment.name(), next.reason());
        }
        return placed(plan, environment, push, isCandidate ? ReleaseType.RC : null, next.commit(), next.commit());
    }

    private Result tag(Plan plan, PlannedEnvironment environment, Push push) {
        return placed(plan, environment, push, null, push.name(), null);
    }

    /** Under a key of its own, so that a death before the result is stored makes no second release. */
    private Result placed(
            Plan plan,
            PlannedEnvironment environment,
            Push push,
            @Nullable ReleaseType type,
            String ref,
            @Nullable String commit) {
        var order = new Order(
                plan.app(),
                environment.name(),
                type,
                new Wanted(null, ref, Map.of()),
                "Pushed to %s".formatted(push.name()));
        var placed = place.place(
                order, new Caller(push.by()), "push %s %s %s".formatted(push.id(), environment.name(), ref));
        return new Result(environment.name(), placed.releaseId(), commit, null);
    }

    private static Result none(String environment, String reason) {
        return new Result(environment, null, null, reason);
    }
}
