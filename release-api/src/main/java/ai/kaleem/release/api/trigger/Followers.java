package ai.kaleem.release.api.trigger;

import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.api.plan.PlannedEnvironment;
import java.util.List;

/**
 * Which environments a push is for: those that follow its branch; of a version's tag, those that follow tags, a release
 * candidate where another environment comes after and a final version where none does.
 */
final class Followers {

    private Followers() {}

    static List<PlannedEnvironment> of(Plan plan, Push push) {
        return plan.environments().values().stream()
                .filter(it -> isFor(plan, it, push))
                .toList();
    }

    private static boolean isFor(Plan plan, PlannedEnvironment environment, Push push) {
        var follows = environment.follows();
        if (follows == null) {
            return false;
        }
        if (push.isOfBranch()) {
            return push.name().equals(follows.branch());
        }
        return push.isOfTag()
                && follows.branch() == null
                && plan.versioning()
                        .versionOf(push.name())
                        .filter(it -> it.contains("-") == isForCandidates(plan, environment))
                        .isPresent();
    }

    /** What goes on from there is not final yet. */
    static boolean isForCandidates(Plan plan, PlannedEnvironment environment) {
        return plan.environments().values().stream()
                .anyMatch(it -> it.after() != null && it.after().environment().equals(environment.name()));
    }
}
