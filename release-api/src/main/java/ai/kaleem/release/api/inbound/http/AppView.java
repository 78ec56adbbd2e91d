package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.plan.StoredPlan;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An app as people read it.
 *
 * @param plan the file as it was put
 */
record AppView(
        String app,
        @Nullable String repository,
        List<String> services,
        List<EnvironmentView> environments,
        List<String> before,
        List<String> after,
        Instant putAt,
        String putBy,
        String plan) {

    record EnvironmentView(
            String name, String agent, @Nullable String publish) {}

    static AppView of(StoredPlan stored) {
        var plan = stored.plan();
        return new AppView(
                plan.app(),
                plan.repository(),
                plan.environments().values().stream()
                        .flatMap(it -> it.services().stream())
                        .map(ServiceSpec::name)
                        .distinct()
                        .toList(),
                plan.environments().values().stream()
                        .map(it -> new EnvironmentView(it.name(), it.agent(), it.publish()))
                        .toList(),
                plan.before().stream().map(GateSpec::name).toList(),
                plan.after().stream().map(GateSpec::name).toList(),
                stored.putAt(),
                stored.putBy(),
                stored.text());
    }
}
