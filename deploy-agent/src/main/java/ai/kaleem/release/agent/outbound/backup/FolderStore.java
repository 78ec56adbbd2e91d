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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** What is of each kind; sizes may change while it is looked at. */
    @Override
    public Map<String, Long> count() throws IOException {
        var mount = mount(true);
        try (var container =
                idle("count", HostConfig.newHostConfig().withNetworkMode("none").withMounts(List.of(mount)))) {
            return count(container);
        }
    }

    @Override
    public Copy copy(Packed backup) throws IOException {
        var empty = new Mount().withTarget(INSIDE).withType(MountType.VOLUME);
        var config = HostConfig.newHostConfig().withNetworkMode("none").withMounts(List.of(empty));
        return ThrowawayCopy.of(idle(RestoreDrill.ROLE, new ThrowawayLimits(engine).on(config)), container -> {
            try (var content = backup.open()) {
                new FolderCopy(engine).into(container.name(), INSIDE, content, spec.timeout());
            }
            return new ThrowawayCopy(
                    container, () -> count(container), it -> tool(container).ask(it));
        });
    }

    private Map<String, Long> count(ThrowawayStore container) throws IOException {
        var files = names(container, List.of("-type", "f"));
        var folders = names(container, List.of("-type", "d"));
        return Map.of("files", files, "folders", folders, "others", names(container, List.of()) - files - folders);
    }

    /** A name with a line's end in it counts twice, before as after. */
    private long names(ThrowawayStore container, List<String> which) throws IOException {
        var lines = new Lines();
        var argv = new ArrayList<>(List.of("find", INSIDE, "-mindepth", "1"));
        argv.addAll(which);
        tool(container).run(argv, lines);
        return lines.ends;
    }

    private static final class Lines extends OutputStream {

        private long ends;

        @Override
        public void write(int b) {
            ends += b == '\n' ? 1 : 0;
        }
    }

    private Tool tool(ThrowawayStore container) {
        return new Tool(engine, container.name(), Map.of(), spec.timeout());
    }

    /** One that does nothing until it is asked to. */
    private ThrowawayStore idle(String role, HostConfig config) {
        return ThrowawayStore.of(
                tools,
                engine,
                place,
                spec,
                role,
                config,
                (command, _) -> command.withUser("0").withEntrypoint("tail").withCmd("-f", "/dev/null"));
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
        var mount = mount(readOnly);
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

    private Mount mount(boolean readOnly) throws IOException {
        var mount = new Mount().withTarget(INSIDE).withSource(source()).withReadOnly(readOnly);
        if (spec.type() == DatastoreSpec.Type.VOLUME) {
            // Docker would make the one it does not find.
            if (engine.find(
                            "Looking at volume " + source(),
                            docker -> docker.inspectVolumeCmd(source()).exec())
                    .isEmpty()) {
                throw new IOException("there is no volume '%s'".formatted(source()));
            }
            return mount.withType(MountType.VOLUME);
        }
        return mount.withType(MountType.BIND);
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
