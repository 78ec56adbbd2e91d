package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.outbound.docker.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The disk on which containers write, where the agent can see it. */
record DockerDisk(Engine engine) {

    /** @throws NoRoom where so many bytes are not free */
    void needs(long bytes) throws IOException {
        var folder = engine.ask(
                        "Asking where Docker keeps its data",
                        docker -> Optional.ofNullable(docker.infoCmd().exec().getDockerRootDir()))
                .map(Path::of)
                .filter(Files::isDirectory);
        if (folder.isEmpty()) {
            return;
        }
        if (Files.getFileStore(folder.get()).getUsableSpace() < bytes) {
            throw new NoRoom(folder.get(), bytes);
        }
    }
}
