package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.FolderCopy;
import ai.kaleem.release.agent.outbound.docker.Labels;
import ai.kaleem.release.common.contract.DatastoreSpec;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A Docker volume or a folder of the host, as a tar with owners, modes and links. It is reached through a throw-away
 * container, so that the agent needs no right on the files, wherever it runs itself.
 *
 * @param tools an image on this host with {@code find}
 */
record FolderStore(Engine engine, Place place, DatastoreSpec spec, String tools) implements Datastore {

    private static final String INSIDE = "/kaleem-data";

    @Override
    public String extension() {
        return "tar";
    }

    @Override
    public void dump(OutputStream out) throws IOException {
        var name = container(true);
        try {
            new FolderCopy(engine).from(name, INSIDE + "/.", out, spec.timeout());
        } finally {
            remove(name);
        }
    }

    /** There is nothing that could load it; that it reads back is proved already. */
    @Override
    public boolean drill(Packed backup) {
        return false;
    }

    @Override
    public void restore(Packed backup) throws IOException {
        var name = container(false);
        try (var content = backup.open()) {
            empty(name);
            new FolderCopy(engine).into(name, INSIDE, content, spec.timeout());
        } finally {
            remove(name);
        }
    }

    private void empty(String name) throws IOException {
        engine.tell(
                "Emptying " + source(), docker -> docker.startContainerCmd(name).exec());
        var exitCode = new FolderCopy(engine).awaitEnd(name, spec.timeout());
        if (exitCode != 0) {
            throw new IOException("%s could not be emptied: find ended with %d".formatted(source(), exitCode));
        }
    }

    private String container(boolean readOnly) throws IOException {
        var name = "%s-%s-%s-files".formatted(place.app(), place.environment(), spec.name());
        // A crash may have left one.
        remove(name);
        var mount = new Mount().withTarget(INSIDE).withSource(source()).withReadOnly(readOnly);
        if (spec.type() == DatastoreSpec.Type.VOLUME) {
            // Docker would make the one it does not find.
            if (engine.find(
                            "Looking at volume " + source(),
                            docker -> docker.inspectVolumeCmd(source()).exec())
                    .isEmpty()) {
                throw new IOException("there is no volume '%s'".formatted(source()));
            }
            mount.withType(MountType.VOLUME);
        } else {
            mount.withType(MountType.BIND);
        }
        engine.tell(
                "Making container " + name,
                docker -> docker.createContainerCmd(tools)
                        .withName(name)
                        .withLabels(Labels.of(place, spec.name()))
                        .withUser("0")
                        .withNetworkDisabled(true)
                        .withEntrypoint(List.of("find"))
                        .withCmd(List.of(INSIDE, "-mindepth", "1", "-delete"))
                        .withHostConfig(HostConfig.newHostConfig().withMounts(List.of(mount)))
                        .exec());
        return name;
    }

    private void remove(String name) {
        engine.find(
                        "Looking at container " + name,
                        docker -> docker.inspectContainerCmd(name).exec())
                .filter(it -> Labels.areOurs(it.getConfig().getLabels()))
                .ifPresent(_ -> engine.settle(
                        "Removing container " + name,
                        docker ->
                                docker.removeContainerCmd(name).withForce(true).exec()));
    }

    private String source() {
        var source = Objects.requireNonNullElse(spec.source(), "");
        return spec.type() == DatastoreSpec.Type.FOLDER
                ? Path.of(source).normalize().toString()
                : source;
    }
}
