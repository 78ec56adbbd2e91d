package ai.kaleem.release.api.freeze;

import ai.kaleem.release.api.plan.FreezeRule;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Plans;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells when nothing new is deployed to an environment, as its plan and people say. The plan is the one that stands now. */
public final class FrozenTimes {

    /** One after the other without a gap counts as one, as far as this. */
    private static final int MOST = 100;

    private final Plans plans;
    private final Freezes declared;
    private final Calendar calendar;
    private final Clock clock;

    public FrozenTimes(Plans plans, Freezes declared, Calendar calendar, Clock clock) {
        this.plans = plans;
        this.declared = declared;
        this.calendar = calendar;
        this.clock = clock;
    }

    /** The one that is on now, as long as it or another goes on; empty where none is. */
    public Optional<Freeze> on(String app, String environment) {
        var now = clock.instant();
        var rules = rules(app, environment);
        var people = declared.of(app, environment, now);
        var first = on(rules, people, app, environment, now);
        if (first.isEmpty()) {
            return first;
        }
        var until = first.get().until();
        for (var i = 0; i < MOST; i++) {
            var next = on(rules, people, app, environment, until);
            if (next.isEmpty()) {
                break;
            }
            until = next.get().until();
        }
        return Optional.of(until(first.get(), until));
    }

    /** Those that are on, and the next of each that is to come, the first first. */
    public List<Freeze> all(String app, String environment) {
        var now = clock.instant();
        return Stream.concat(
                        rules(app, environment).stream().flatMap(it -> coming(it, app, environment, now).stream()),
                        declared.of(app, environment, now).stream())
                .sorted(Comparator.comparing(Freeze::from))
                .toList();
    }

    private List<FreezeRule> rules(String app, String environment) {
        return plans.find(app)
                .map(it -> it.plan().environments().get(environment))
                .map(PlannedEnvironment::freezes)
                .orElse(List.of());
    }

    private Optional<Freeze> on(
            List<FreezeRule> rules, List<Freeze> people, String app, String environment, Instant moment) {
        return Stream.concat(rules.stream().flatMap(it -> of(it, app, environment, moment).stream()), people.stream())
                .filter(it -> it.isOn(moment))
                .max(Comparator.comparing(Freeze::until));
    }

    private Optional<Freeze> coming(FreezeRule rule, String app, String environment, Instant now) {
        return of(rule, app, environment, now)
                .filter(it -> now.isBefore(it.until()))
                .or(() -> rule.cron() == null
                        ? Optional.empty()
                        : calendar.next(rule.cron(), rule.zone(), now)
                                .map(it -> freeze(rule, app, environment, it, lasts(rule, it))));
    }

    /** Of one that comes again, the last that has begun and is not over by then; it may have begun as long ago as it lasts. */
    private Optional<Freeze> of(FreezeRule rule, String app, String environment, Instant moment) {
        if (rule.cron() == null) {
            return Optional.of(freeze(
                    rule, app, environment, Objects.requireNonNull(rule.from()), Objects.requireNonNull(rule.until())));
        }
        var began = calendar.next(rule.cron(), rule.zone(), moment.minus(Objects.requireNonNull(rule.lasts())));
        return began.filter(it -> !it.isAfter(moment)).map(it -> freeze(rule, app, environment, it, lasts(rule, it)));
    }

    private static Instant lasts(FreezeRule rule, Instant from) {
        return from.plus(Objects.requireNonNull(rule.lasts()));
    }

    private static Freeze freeze(FreezeRule rule, String app, String environment, Instant from, Instant until) {
        return new Freeze(null, app, environment, from, until, rule.zone(), rule.reason(), null);
    }

    private static Freeze until(Freeze it, Instant until) {
        return new Freeze(it.id(), it.app(), it.environment(), it.from(), until, it.zone(), it.reason(), it.by());
    }
}
