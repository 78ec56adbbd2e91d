package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.agent.outbound.docker.FileCopy;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A store whose plan names the commands. */
record CommandStore(Engine engine, DatastoreSpec spec) implements Datastore {

    private static final String INSIDE = "/tmp";

    @Override
    public String extension() {
        return "backup";
    }

    @Override
    public void dump(OutputStream out) throws IOException {
        run(spec.backup(), out);
    }

    /** Only the plan's author knows what a second such store would need. */
    @Override
    public boolean drill(Path file) {
        return false;
    }

    @Override
    public void restore(Path file) throws IOException {
        if (spec.restore().isEmpty()) {
            throw new IOException("its plan names no restore command");
        }
        var name = "kaleem-restore-" + file.getFileName();
        var inside = INSIDE + "/" + name;
        // Whoever the container's user is, the command must be able to read it.
        new FileCopy(engine).into(spec.container(), file, INSIDE, name, 0444);
        try {
            var argv = new ArrayList<>(spec.restore());
            argv.add(inside);
            run(argv, OutputStream.nullOutputStream());
        } finally {
            new Execution(engine)
                    .run(
                            spec.container(),
                            List.of("rm", "-f", inside),
                            Map.of(),
                            OutputStream.nullOutputStream(),
                            Duration.ofSeconds(20));
        }
    }

    private void run(List<String> argv, OutputStream out) throws IOException {
        var result = new Execution(engine).run(spec.container(), argv, Map.of(), out, spec.timeout());
        if (!result.succeeded()) {
            // Not the arguments: people write passwords there.
            throw new ToolFailed(
                    "'%s' in container '%s' ended with %d"
                            .formatted(argv.getFirst(), spec.container(), result.exitCode()),
                    result.errors());
        }
    }
}
