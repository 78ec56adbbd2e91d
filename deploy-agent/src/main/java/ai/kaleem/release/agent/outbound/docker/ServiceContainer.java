package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service as a container: beside the old one, so without published ports and without the service's alias, which its
 * gateway has. The image's healthcheck, user and entrypoint stay.
 */
record ServiceContainer(ContainerSpec spec) {

    private static final double NANOS = 1e9;

    CreateContainerCmd command(DockerClient docker) {
        var service = spec.service();
        var template = template();
        var command = docker.createContainerCmd(spec.image().value())
                .withName(spec.name())
                .withEnv(environment())
                .withStopTimeout((int) Math.max(1, service.stopGrace().toSeconds()))
                .withHostConfig(hostConfig());
        var labels = new HashMap<String, String>();
        if (template != null) {
            // Compose counts the containers that have its labels: the gateway alone has them.
            labels.putAll(ComposeLabels.without(template.labels()));
            template.applyTo(command);
        }
        labels.putAll(Labels.of(spec));
        command.withLabels(labels);
        return service.command().isEmpty() ? command : command.withCmd(service.command());
    }

    /** As Docker Compose made it, in what runs now; its first network knows it by its names from the start. */
    CreateContainerCmd asComposes(DockerClient docker, Template was) {
        var published = was.host().getPortBindings();
        var network = networks().getFirst();
        var command = command(docker)
                .withName(was.container())
                .withLabels(was.labels())
                .withAliases(was.networks().getOrDefault(network, List.of()));
        var host = hostConfig().withRestartPolicy(was.host().getRestartPolicy());
        if (published != null) {
            command.withExposedPorts(List.copyOf(published.getBindings().keySet()));
            host.withPortBindings(published);
        }
        return command.withHostConfig(host);
    }

    private @Nullable Template template() {
        return spec.template() == null ? null : Template.read(spec.template());
    }

    /** Those of what was taken over too. */
    List<String> networks() {
        var template = template();
        var named = new LinkedHashSet<>(spec.service().networks());
        if (template != null) {
            named.addAll(template.networks().keySet());
        }
        return Networks.of(spec.place(), List.copyOf(named));
    }

    HostConfig hostConfig() {
        var service = spec.service();
        var template = template();
        var config = template == null ? HostConfig.newHostConfig() : template.host();
        config
                // Until it is started: see RestartRule.
                .withRestartPolicy(RestartPolicy.noRestart())
                .withNetworkMode(networks().getFirst())
                .withBinds(binds(template));
        if (template != null) {
            config.withPortBindings(new Ports()).withPublishAllPorts(false);
        }
        if (service.memory() != null) {
            config.withMemory(service.memory());
            // Compose's is of its own limit, and the engine refuses one that is less than this.
            config.withMemorySwap(null);
        }
        if (service.cpus() != null) {
            config.withNanoCPUs((long) (service.cpus() * NANOS));
        }
        return config;
    }

    /** What the plan mounts at a place wins over what was there. */
    private List<Bind> binds(@Nullable Template template) {
        var binds = new LinkedHashMap<String, Bind>();
        if (template != null) {
            template.binds().forEach(it -> binds.put(it.getVolume().getPath(), it));
        }
        spec.service().volumes().stream()
                .map(Bind::parse)
                .forEach(it -> binds.put(it.getVolume().getPath(), it));
        return List.copyOf(binds.values());
    }

    /** As Docker Compose does: what the plan sets wins over the file, and the file over what was taken over. */
    List<String> environment() {
        return variables().entrySet().stream().map(ServiceContainer::assignment).toList();
    }

    /** What the service requires and {@link #environment()} does not give, without a value. */
    List<String> lacking() {
        var values = variables();
        return spec.service().requiredEnv().stream()
                .distinct()
                .filter(it -> values.getOrDefault(it, "").isBlank())
                .map(it -> "%s is %s".formatted(it, values.containsKey(it) ? "empty" : "missing"))
                .toList();
    }

    private Map<String, String> variables() {
        var values = new LinkedHashMap<String, String>();
        var template = template();
        if (template != null) {
            for (var it : template.environment()) {
                var assigned = it.split("=", 2);
                values.put(assigned[0], assigned.length == 2 ? assigned[1] : "");
            }
        }
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
        return values;
    }

    private static String assignment(Map.Entry<String, String> entry) {
        return entry.getKey() + "=" + entry.getValue();
    }
}
