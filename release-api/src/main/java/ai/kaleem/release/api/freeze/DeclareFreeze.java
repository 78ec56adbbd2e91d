package ai.kaleem.release.api.freeze;

import ai.kaleem.release.api.access.Caller;
import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.FaultsFound;
import ai.kaleem.release.api.plan.Plans;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A person has nothing new deployed for a while, or lets it be deployed again. */
public final class DeclareFreeze {

    private static final Duration LONGEST = Duration.ofDays(366);

    private final Plans plans;
    private final Freezes freezes;
    private final Clock clock;

    public DeclareFreeze(Plans plans, Freezes freezes, Clock clock) {
        this.plans = plans;
        this.freezes = freezes;
        this.clock = clock;
    }

    /**
     * Durable when it returns.
     *
     * @throws ai.kaleem.release.api.plan.AppUnknown where the app has no plan
     * @throws ai.kaleem.release.api.plan.EnvironmentUnknown where the plan has no such environment
     * @throws ai.kaleem.release.api.access.NotAllowed where the person does not manage it
     * @throws FaultsFound where it is over before it begins, or lasts more than a year
     */
    public Freeze declare(Freeze wanted, Caller by) {
        plans.get(wanted.app()).plan().environment(wanted.environment());
        by.require(Action.ENVIRONMENT_MANAGE, wanted.environment());
        if (!wanted.until().isAfter(later(wanted.from(), clock.instant()))) {
            throw fault("until", "has passed, or is before it begins", "say a moment that is to come");
        }
        if (Duration.between(wanted.from(), wanted.until()).compareTo(LONGEST) > 0) {
            throw fault("until", "is more than a year away", "say when it is looked at again");
        }
        freezes.add(wanted);
        return wanted;
    }

    /**
     * Durable when it returns.
     *
     * @throws FreezeUnknown where there is none, or it is over
     * @throws ai.kaleem.release.api.access.NotAllowed where the person does not manage the environment
     */
    public void end(String id, Caller by) {
        var now = clock.instant();
        var freeze = freezes.find(id).filter(it -> now.isBefore(it.until())).orElseThrow(() -> new FreezeUnknown(id));
        by.require(Action.ENVIRONMENT_MANAGE, freeze.environment());
        freezes.end(id, now);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static FaultsFound fault(String path, String message, String fix) {
        return new FaultsFound(List.of(new Fault(path, message, fix)));
    }
}
