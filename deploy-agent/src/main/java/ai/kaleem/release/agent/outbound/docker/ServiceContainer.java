package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.ServiceSpec;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service as a container: beside the old one, so without published ports and without the service's alias, which its
 * gateway has. The image's healthcheck, user and entrypoint stay.
 */
record ServiceContainer(ContainerSpec spec) {

    private static final double NANOS = 1e9;

    CreateContainerCmd command(DockerClient docker) {
        var service = spec.service();
        var command = docker.createContainerCmd(spec.image().value())
                .withName(spec.name())
                .withLabels(Labels.of(spec))
                .withEnv(environment())
                .withStopTimeout((int) Math.max(1, service.stopGrace().toSeconds()))
                .withHostConfig(hostConfig(service));
        return service.command().isEmpty() ? command : command.withCmd(service.command());
    }

    List<String> networks() {
        return Networks.of(spec.place(), spec.service().networks());
    }

    private HostConfig hostConfig(ServiceSpec service) {
        var config = HostConfig.newHostConfig()
                // Until it is started: see RestartRule.
                .withRestartPolicy(RestartPolicy.noRestart())
                .withNetworkMode(networks().getFirst())
                .withBinds(service.volumes().stream().map(Bind::parse).toList());
        if (service.memory() != null) {
            config.withMemory(service.memory());
        }
        if (service.cpus() != null) {
            config.withNanoCPUs((long) (service.cpus() * NANOS));
        }
        return config;
    }

    /** As Docker Compose does: what the plan sets wins over the file. */
    private List<String> environment() {
        var values = new LinkedHashMap<String, String>();
        if (spec.envFile() != null) {
            try {
                values.putAll(EnvFile.read(spec.envFile()));
            } catch (IOException e) {
                throw new StepFailed(
                        "The env file of service '%s' cannot be read: %s"
                                .formatted(spec.service().name(), e.getMessage()),
                        null,
                        e);
            }
        }
        values.putAll(spec.service().environment());
        return values.entrySet().stream().map(ServiceContainer::assignment).toList();
    }

    private static String assignment(Map.Entry<String, String> entry) {
        return entry.getKey() + "=" + entry.getValue();
    }
}
