package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.agent.outbound.docker.FileCopy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A file that a tool inside a container is to read; gone from there when it is closed. */
record HandedIn(Engine engine, String container, String path) implements AutoCloseable {

    private static final String FOLDER = "/tmp";

    /** The backup's content as the tool once wrote it. */
    static HandedIn of(Engine engine, String container, Packed backup) throws IOException {
        var name = "kaleem-restore-%s"
                .formatted(backup.file().getFileName().toString().replace(Packed.EXTENSION, ""));
        try (var content = backup.open()) {
            // Whoever the container's user is, the tool must be able to read it.
            new FileCopy(engine).into(container, content, backup.bytes(), FOLDER, name, 0444);
        }
        return new HandedIn(engine, container, "%s/%s".formatted(FOLDER, name));
    }

    static HandedIn of(Engine engine, String container, String name, byte[] content) throws IOException {
        new FileCopy(engine).into(container, new ByteArrayInputStream(content), content.length, FOLDER, name, 0444);
        return new HandedIn(engine, container, "%s/%s".formatted(FOLDER, name));
    }

    @Override
    public void close() throws IOException {
        new Execution(engine)
                .run(
                        container,
                        List.of("rm", "-f", path),
                        Map.of(),
                        OutputStream.nullOutputStream(),
                        Duration.ofSeconds(20));
    }
}
