package ai.kaleem.release.api.inbound.plan;

import ai.kaleem.release.api.plan.Fault;
import ai.kaleem.release.api.plan.ServiceBuild;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads how images are built. They are built once for all environments. */
final class BuildBinder {

    private static final Duration TIMEOUT = Duration.ofMinutes(20);

    private final List<Fault> faults;

    BuildBinder(List<Fault> faults) {
        this.faults = faults;
    }

    /** By service. */
    Map<String, ServiceBuild> bind(Value services, Value environments) {
        for (var environment : environments.fields()) {
            for (var service : environment.value().field("services").fields()) {
                var build = service.value().field("build");
                if (build.isThere()) {
                    faults.add(new Fault(
                            build.path(),
                            "an image is built once, for all environments",
                            "write it under services.%s".formatted(service.name())));
                }
            }
        }
        var builds = new LinkedHashMap<String, ServiceBuild>();
        for (var service : services.fields()) {
            var build = service.value().field("build");
            if (build.isThere()) {
                builds.put(service.name(), build(build));
            }
        }
        return builds;
    }

    /** The folder alone, or an object that says more. */
    private static ServiceBuild build(Value it) {
        return new ServiceBuild(
                it.node().isString() ? it.string() : it.field("context").string("."),
                it.field("dockerfile").string("Dockerfile"),
                it.field("target").stringOrNull(),
                it.field("args").variables(),
                it.field("timeout").positive(TIMEOUT));
    }
}
