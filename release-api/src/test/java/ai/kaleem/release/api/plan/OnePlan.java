package ai.kaleem.release.api.plan;

import ai.kaleem.release.api.inbound.plan.PlanFile;
import ai.kaleem.release.api.inbound.plan.PlanSchema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The plan of the only app there is, which stays. */
public record OnePlan(StoredPlan plan) implements Plans {

    /** Of kaleem, in production on vps-1. */
    public static OnePlan ofKaleem(Instant at) {
        var plan = new PlanFile(new PlanSchema()).readYaml("""
                app: kaleem
                services:
                  api: {image: kaleem-api, port: 3000, health: {path: /api/health}}
                environments:
                  production: {agent: vps-1, publish: "127.0.0.1:3000"}
                """);
        return new OnePlan(new StoredPlan(plan, "", "application/yaml", at, "ci"));
    }

    @Override
    public void put(StoredPlan other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean replace(StoredPlan former, StoredPlan other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredPlan> find(String app) {
        return all().stream().filter(it -> it.plan().app().equals(app)).findFirst();
    }

    @Override
    public List<StoredPlan> all() {
        return List.of(plan);
    }
}
