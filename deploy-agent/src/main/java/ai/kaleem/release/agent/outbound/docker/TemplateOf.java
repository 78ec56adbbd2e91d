package ai.kaleem.release.agent.outbound.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a container was made with, as the engine knows it and its image. */
record TemplateOf(InspectContainerResponse container, InspectImageResponse image) {

    Template read() {
        var name = container.getName().substring(1);
        var sameEntrypoint = same(it -> it.getEntrypoint() == null ? null : List.of(it.getEntrypoint()));
        return new Template(
                name,
                environment(),
                labels(),
                sameEntrypoint && same(it -> list(it.getCmd())) ? null : list(config().getCmd()),
                sameEntrypoint ? null : list(config().getEntrypoint()),
                own(ContainerConfig::getUser),
                own(ContainerConfig::getWorkingDir),
                hostName(),
                own(ContainerConfig::getDomainName),
                own(TemplateOf::stopSignal),
                config().getTty(),
                config().getStdinOpen(),
                own(ContainerConfig::getHealthcheck),
                container.getHostConfig(),
                networks(name),
                anonymousVolumes());
    }

    private ContainerConfig config() {
        return container.getConfig();
    }

    private <T> @Nullable T own(Function<ContainerConfig, @Nullable T> field) {
        return same(field) ? null : field.apply(config());
    }

    private <T> boolean same(Function<ContainerConfig, @Nullable T> field) {
        var imageConfig = image.getConfig();
        return imageConfig != null && Objects.equals(field.apply(config()), field.apply(imageConfig));
    }

    private List<String> environment() {
        var imageConfig = image.getConfig();
        var theImages = imageConfig == null ? Set.<String>of() : Set.copyOf(elements(imageConfig.getEnv()));
        return elements(config().getEnv()).stream()
                .filter(it -> !theImages.contains(it))
                .toList();
    }

    private Map<String, String> labels() {
        var labels = new TreeMap<>(Objects.requireNonNullElse(config().getLabels(), Map.<String, String>of()));
        var imageConfig = image.getConfig();
        if (imageConfig != null && imageConfig.getLabels() != null) {
            labels.entrySet().removeAll(imageConfig.getLabels().entrySet());
        }
        return labels;
    }

    /** The one that the engine chose is the container's id, which the next one does not have. */
    private @Nullable String hostName() {
        var hostName = config().getHostName();
        return hostName == null || container.getId().startsWith(hostName) ? null : hostName;
    }

    private static @Nullable String stopSignal(ContainerConfig config) {
        return Objects.toString(config.getRawValues().get("StopSignal"), null);
    }

    private Map<String, List<String>> networks(String name) {
        return container.getNetworkSettings().getNetworks().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, it -> names(it.getValue(), name), (one, other) -> one, TreeMap::new));
    }

    private List<String> names(ContainerNetwork network, String name) {
        var names = new LinkedHashSet<String>();
        names.add(name);
        Stream.ofNullable(network.getAliases())
                .flatMap(List::stream)
                .filter(it -> !container.getId().startsWith(it))
                .forEach(names::add);
        return List.copyOf(names);
    }

    /** Those that neither Compose nor anybody else gave a name. */
    private List<String> anonymousVolumes() {
        var named = new HashMap<String, Boolean>();
        for (var bind : Objects.requireNonNullElse(container.getHostConfig().getBinds(), new Bind[0])) {
            named.put(bind.getVolume().getPath(), true);
        }
        for (var mount : Objects.requireNonNullElse(
                container.getHostConfig().getMounts(), List.<com.github.dockerjava.api.model.Mount>of())) {
            named.put(mount.getTarget(), true);
        }
        var volumes = new ArrayList<String>();
        for (var mount : Objects.requireNonNullElse(container.getMounts(), List.<InspectContainerResponse.Mount>of())) {
            var target = mount.getDestination() == null
                    ? null
                    : mount.getDestination().getPath();
            if (mount.getName() != null && target != null && !named.containsKey(target)) {
                volumes.add(mount.getName() + ":" + target);
            }
        }
        return volumes;
    }

    private static List<String> elements(String @Nullable [] array) {
        return array == null ? List.of() : Arrays.asList(array);
    }

    private static @Nullable List<String> list(String @Nullable [] array) {
        return array == null ? null : List.of(array);
    }
}
