package ai.kaleem.release.system.world;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process in an {@link OwnSpace} uses of the machine around it: the engine that everybody uses, for what must outlive its
 * own engine, and one port of it.
 *
 * @param port that is free there
 * @param socket through which that port answers in the space too
 */
record Outside(int port, Path socket) {

    /** How a program is told which engine is meant. */
    static final Map<String, String> ENGINE = Map.of("DOCKER_HOST", "unix:///var/run/docker.sock");

    private static final String PORT = "kaleem.outside.port";
    private static final String SOCKET = "kaleem.outside.socket";

    /** What this process was told of it; nothing for one that has the machine's own network. */
    static Optional<Outside> told() {
        return Optional.ofNullable(Integer.getInteger(PORT))
                .map(it -> new Outside(it, Path.of(System.getProperty(SOCKET))));
    }

    List<String> options() {
        return List.of("-D%s=%d".formatted(PORT, port), "-D%s=%s".formatted(SOCKET, socket));
    }

    /** What a container of the outer engine carries, so that it is found when its maker was killed. */
    String label() {
        return "ai.kaleem.release.system-tests.outside=" + socket;
    }

    void removeContainers() {
        var ids = Command.run(
                        ENGINE,
                        Installation.patience(),
                        "docker",
                        "ps",
                        "--all",
                        "--quiet",
                        "--filter",
                        "label=" + label())
                .lines()
                .filter(it -> !it.isBlank())
                .toList();
        if (!ids.isEmpty()) {
            var argv = Stream.concat(Stream.of("docker", "rm", "--force", "--volumes"), ids.stream());
            Command.run(ENGINE, Installation.patience(), argv.toArray(String[]::new));
        }
    }
}
