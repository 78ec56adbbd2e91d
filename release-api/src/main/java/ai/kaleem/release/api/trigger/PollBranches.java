package ai.kaleem.release.api.trigger;

import ai.kaleem.release.api.plan.Follows;
import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import ai.kaleem.release.api.plan.Plans;
import ai.kaleem.release.api.release.GatesSilent;
import ai.kaleem.release.api.version.NextVersion;
import ai.kaleem.release.api.version.RefUnknown;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at branches again and again, where no webhook can reach us. */
public final class PollBranches {

    private static final Logger log = LoggerFactory.getLogger(PollBranches.class);
    private static final String BY = "poll";

    private final Plans plans;
    private final Pushes pushes;
    private final NextVersion versions;
    private final Clock clock;
    private final Map<String, Instant> looked = new HashMap<>();

    public PollBranches(Plans plans, Pushes pushes, NextVersion versions, Clock clock) {
        this.plans = plans;
        this.pushes = pushes;
        this.versions = versions;
        this.clock = clock;
    }

    /** Looks where it is due. */
    public void look() {
        for (var stored : plans.all()) {
            for (var environment : stored.plan().environments().values()) {
                var follows = environment.follows();
                if (follows != null && follows.branch() != null && isDue(stored.plan(), environment, follows)) {
                    look(stored.plan(), environment, follows.branch());
                }
            }
        }
    }

    private boolean isDue(Plan plan, PlannedEnvironment environment, Follows follows) {
        if (follows.poll() == null) {
            return false;
        }
        var now = clock.instant();
        var place = "%s/%s".formatted(plan.app(), environment.name());
        var last = looked.get(place);
        if (last != null && now.isBefore(last.plus(follows.poll()))) {
            return false;
        }
        looked.put(place, now);
        return true;
    }

    private void look(Plan plan, PlannedEnvironment environment, String branch) {
        try {
            var head = versions.of(plan.app(), branch, Followers.isForCandidates(plan, environment));
            if (head.version() != null && !pushes.isReleased(plan.app(), environment.name(), head.commit())) {
                var id = "poll/%s/%s/%s".formatted(plan.app(), environment.name(), head.commit());
                pushes.add(new Push(id, BY, plan.app(), Push.branch(branch), BY, clock.instant()));
            }
        } catch (GatesSilent | RefUnknown e) {
            log.warn("{} of {} cannot be looked at: {}", branch, plan.app(), e.getMessage());
        }
    }
}
