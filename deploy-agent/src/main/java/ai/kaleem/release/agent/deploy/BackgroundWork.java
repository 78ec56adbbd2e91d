package ai.kaleem.release.agent.deploy;

import ai.kaleem.release.common.contract.ServiceSpec;
import java.util.List;
import java.util.Set;

/**
 * Services without traffic. One of each works at a time: it is told to end, by the signal its image asks for, and may finish
 * what it has in hand within its grace, before its successor takes new work.
 */
final class BackgroundWork {

    private final Host host;

    BackgroundWork(Host host) {
        this.host = host;
    }

    void start(Deployment deployment) {
        workers(deployment).forEach(it -> host.start(Containers.name(deployment, it)));
    }

    /** @param except containers that go on */
    void stop(Deployment deployment, Set<String> except) {
        for (var worker : workers(deployment).reversed()) {
            var container = Containers.name(deployment, worker);
            if (!except.contains(container)) {
                host.stop(container, worker.stopGrace());
            }
        }
    }

    private static List<ServiceSpec> workers(Deployment deployment) {
        return deployment.request().services().stream()
                .filter(it -> !it.isRouted())
                .toList();
    }
}
