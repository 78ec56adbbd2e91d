package ai.kaleem.release.api.plan;

import java.util.ArrayList;
import java.util.List;

/** Whether the environments of a plan can follow each other as it says. */
final class PromotionRules {

    private final Plan plan;
    private final List<Fault> faults = new ArrayList<>();

    PromotionRules(Plan plan) {
        this.plan = plan;
    }

    List<Fault> faults() {
        var graph = new Graph();
        for (var environment : plan.environments().values()) {
            var after = environment.after();
            checkFollows(environment);
            graph.add(environment.name(), after == null ? List.of() : List.of(after.environment()));
            if (after != null && !plan.environments().containsKey(after.environment())) {
                faults.add(new Fault(
                        path(environment.name()),
                        "there is no environment '%s'".formatted(after.environment()),
                        "name one of %s"
                                .formatted(PlanRules.sorted(plan.environments().keySet()))));
            }
        }
        graph.cycle()
                .ifPresent(cycle -> faults.add(new Fault(
                        path(cycle.getFirst()),
                        "a cycle: %s, so that nothing could ever come to any of them"
                                .formatted(String.join(" -> ", cycle)),
                        "take one of these after out")));
        return faults;
    }

    private void checkFollows(PlannedEnvironment environment) {
        var follows = environment.follows();
        if (follows == null) {
            return;
        }
        var path = "environments.%s".formatted(environment.name());
        if (environment.after() != null) {
            faults.add(new Fault(
                    path + ".deploy",
                    "releases come here after another environment, and not by themselves",
                    "write deploy: on-promotion, or leave after out"));
        }
        if (plan.repository() == null) {
            faults.add(new Fault(
                    path + ".deploy",
                    "there is no repository that anybody could push to",
                    "add repository, or leave deploy out"));
        }
        if (follows.poll() != null && follows.poll().compareTo(Follows.LEAST_POLL) < 0) {
            faults.add(new Fault(
                    path + ".poll",
                    "%s is too often".formatted(follows.poll()),
                    "write 10s or more; a webhook is sooner still"));
        }
    }

    private static String path(String environment) {
        return "environments.%s.after".formatted(environment);
    }
}
