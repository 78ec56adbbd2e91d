package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Map;

/** A store whose plan names the commands. */
record CommandStore(Engine engine, DatastoreSpec spec) implements Datastore {

    @Override
    public String extension() {
        return "backup";
    }

    @Override
    public void dump(OutputStream out) throws IOException {
        tool().run(spec.backup(), out);
    }

    /** Only the plan's author knows what a second such store would need. */
    @Override
    public boolean drill(Packed backup) {
        return false;
    }

    @Override
    public void restore(Packed backup) throws IOException {
        if (spec.restore().isEmpty()) {
            throw new IOException("its plan names no restore command");
        }
        try (var file = HandedIn.of(engine, spec.container(), backup)) {
            var argv = new ArrayList<>(spec.restore());
            argv.add(file.path());
            tool().run(argv);
        }
    }

    private Tool tool() {
        return new Tool(engine, spec.container(), Map.of(), spec.timeout());
    }
}
