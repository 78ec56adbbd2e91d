package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.Channel;
import ai.kaleem.release.common.contract.GateSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an app is checked, run, verified and taken back. A plan without {@link #faults()} can be resolved for each of its
 * environments.
 *
 * @param repository where the source is; null where only images are released
 * @param manual what people look at themselves
 * @param builds of the images that are built here, by service, in the plan's order
 * @param environments by name, in the plan's order
 */
public record Plan(
        String app,
        @Nullable String repository,
        Versioning versioning,
        List<GateSpec> before,
        List<GateSpec> after,
        ManualChecks manual,
        Map<String, ServiceBuild> builds,
        Map<String, PlannedEnvironment> environments,
        List<Channel> channels) {

    /** What an older version stored has none of them. */
    public Plan {
        builds = builds == null ? Map.of() : builds;
        manual = manual == null ? ManualChecks.NONE : manual;
    }

    /** What is wrong with how the parts of the plan fit together, with every place named; empty where nothing is. */
    public List<Fault> faults() {
        return new PlanRules(this).faults();
    }

    /** Every agent that serves one of the environments. */
    public Set<String> agents() {
        return environments.values().stream().map(PlannedEnvironment::agent).collect(Collectors.toUnmodifiableSet());
    }

    /** @throws EnvironmentUnknown where the plan has none of that name */
    public PlannedEnvironment environment(String name) {
        var environment = environments.get(name);
        if (environment == null) {
            throw new EnvironmentUnknown(app, name, environments.keySet());
        }
        return environment;
    }

    /**
     * The plan as a release of what is wanted runs under it there.
     *
     * @throws EnvironmentUnknown where the plan has none of that name
     * @throws FaultsFound where what is wanted does not fit the plan
     */
    public ResolvedPlan resolve(String environment, Wanted wanted) {
        return new Resolution(this, environment(environment), wanted).resolve();
    }
}
