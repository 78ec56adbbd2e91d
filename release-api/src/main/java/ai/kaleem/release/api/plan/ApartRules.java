package ai.kaleem.release.api.plan;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether environments on one server stay apart. In a network they share, a service's name would reach the one or the other;
 * in a volume that both write, the one would find the other's data.
 */
final class ApartRules {

    private final Plan plan;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, PlannedEnvironment> networks = new HashMap<>();
    private final Map<String, PlannedEnvironment> volumes = new HashMap<>();

    ApartRules(Plan plan) {
        this.plan = plan;
    }

    List<Fault> faults() {
        for (var environment : plan.environments().values()) {
            for (var service : environment.services()) {
                if (service.isRouted()) {
                    service.networks().forEach(it -> checkNetwork(environment, service, it));
                }
                service.volumes().forEach(it -> checkVolume(environment, service, it));
            }
        }
        return faults;
    }

    private void checkNetwork(PlannedEnvironment environment, ServiceSpec service, String network) {
        var key = "%s %s %s".formatted(environment.agent(), service.name(), network);
        var other = networks.putIfAbsent(key, environment);
        if (other != null && other != environment) {
            fault(
                    environment,
                    service,
                    "networks",
                    "in network %s '%s' is already the name of %s"
                            .formatted(network, service.name(), PlanRules.nameOf(other, service.name())),
                    "give each environment a network of its own, or leave networks out; else the one would get requests for the other");
        }
    }

    /** What is only read may be shared. */
    private void checkVolume(PlannedEnvironment environment, ServiceSpec service, String volume) {
        var parts = volume.split(":");
        if (parts.length > 2 && parts[2].equals("ro")) {
            return;
        }
        var other = volumes.putIfAbsent("%s %s".formatted(environment.agent(), parts[0]), environment);
        if (other != null && other != environment) {
            fault(
                    environment,
                    service,
                    "volumes",
                    "%s is already written in %s".formatted(parts[0], other.name()),
                    "give each environment a volume of its own, or mount it with :ro in all but one");
        }
    }

    private void fault(PlannedEnvironment environment, ServiceSpec service, String field, String message, String fix) {
        faults.add(new Fault(
                "environments.%s.services.%s.%s".formatted(environment.name(), service.name(), field), message, fix));
    }
}
