package ai.kaleem.release.agent.outbound.docker;

import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A container like another one, that sees one folder otherwise and publishes nothing. */
record Likeness(InspectContainerResponse like, String folder, Path candidate) {

    CreateContainerCmd command(DockerClient docker, ContainerSpec wanted) {
        var config = like.getConfig();
        var command = docker.createContainerCmd(Objects.requireNonNull(like.getImageId()))
                .withName(wanted.name())
                .withLabels(Labels.of(wanted))
                .withEntrypoint(wanted.service().command())
                .withHostConfig(hostConfig());
        if (config.getEnv() != null) {
            command.withEnv(config.getEnv());
        }
        if (config.getUser() != null) {
            command.withUser(config.getUser());
        }
        if (config.getWorkingDir() != null) {
            command.withWorkingDir(config.getWorkingDir());
        }
        return command;
    }

    /** Where names may be looked up that its first network does not know. */
    List<String> otherNetworks() {
        var first = String.valueOf(like.getHostConfig().getNetworkMode());
        return first.equals("host") || first.equals("none") || first.startsWith("container:")
                ? List.of()
                : Networks.joinedBy(like).stream()
                        .filter(it -> !it.equals(first))
                        .toList();
    }

    private HostConfig hostConfig() {
        var host = like.getHostConfig();
        var config = HostConfig.newHostConfig()
                .withRestartPolicy(RestartPolicy.noRestart())
                .withNetworkMode(host.getNetworkMode())
                .withBinds(binds());
        if (host.getExtraHosts() != null) {
            config.withExtraHosts(host.getExtraHosts());
        }
        if (host.getTmpFs() != null) {
            config.withTmpFs(host.getTmpFs());
        }
        return config;
    }

    private List<Bind> binds() {
        var binds = new ArrayList<Bind>();
        var found = false;
        for (var mount : Objects.requireNonNullElse(like.getMounts(), List.<InspectContainerResponse.Mount>of())) {
            var target = mount.getDestination();
            if (target == null) {
                continue;
            }
            var isIt = mount.getName() == null && folder.equals(mount.getSource());
            found |= isIt;
            var source = isIt ? candidate.toString() : mount.getName() == null ? mount.getSource() : mount.getName();
            var access = isIt || Boolean.FALSE.equals(mount.getRW()) ? "ro" : "rw";
            binds.add(Bind.parse("%s:%s:%s".formatted(source, target.getPath(), access)));
        }
        if (!found) {
            throw new StepFailed(
                    "container %s does not mount the folder %s; mount the folder itself: a file that is mounted alone cannot be exchanged while it runs"
                            .formatted(like.getName().substring(1), folder));
        }
        return binds;
    }
}
