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

    private static String path(String environment) {
        return "environments.%s.after".formatted(environment);
    }
}
