package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In what a container is not as it was released: what {@code docker update}, {@code docker network disconnect} or making it
 * anew by hand can change. By names and never by values of the environment.
 *
 * @param imageId what the released image is on this host; null where that is not known any more
 */
record Differences(
        InspectContainerResponse there,
        ServiceContainer wanted,
        @Nullable String imageId) {

    List<String> lines() {
        var lines = new ArrayList<String>();
        if (imageId != null && !imageId.equals(there.getImageId())) {
            lines.add("image %s, released %s".formatted(there.getImageId(), imageId));
        }
        var host = there.getHostConfig();
        var released = wanted.hostConfig();
        if (number(host.getMemory()) != number(released.getMemory())) {
            lines.add("memory %d bytes, released %d".formatted(number(host.getMemory()), number(released.getMemory())));
        }
        if (number(host.getNanoCPUs()) != number(released.getNanoCPUs())) {
            lines.add("cpus %s, released %s"
                    .formatted(number(host.getNanoCPUs()) / 1e9, number(released.getNanoCPUs()) / 1e9));
        }
        var joined = Networks.joinedBy(there);
        wanted.networks().stream()
                .filter(it -> !joined.contains(it))
                .forEach(it -> lines.add("not in network %s any more".formatted(it)));
        environment().forEach(it -> lines.add("environment %s is not what was released".formatted(it)));
        return lines;
    }

    private List<String> environment() {
        var env = there.getConfig().getEnv();
        Set<String> has = new HashSet<>(env == null ? List.of() : Arrays.asList(env));
        try {
            return wanted.environment().stream()
                    .filter(it -> !has.contains(it))
                    .map(it -> it.split("=", 2)[0])
                    .toList();
        } catch (StepFailed copyIsGone) {
            return List.of();
        }
    }

    /** The engine says 0 where there is no limit. */
    private static long number(@Nullable Long value) {
        return Objects.requireNonNullElse(value, 0L);
    }
}
