package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/** A store whose plan names the commands. */
record CommandStore(Engine engine, Place place, DatastoreSpec spec) implements Datastore {

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

    /** The plan's check tells more than we could. */
    @Override
    public Map<String, Long> count() {
        return Map.of();
    }

    /** One like the real, which is ready when the real one's health check says so. */
    @Override
    public Copy copy(Packed backup) throws IOException {
        var real = Tool.running(engine, spec.container()).getConfig();
        var health = real.getHealthcheck();
        if (health == null || health.getTest() == null || health.getTest().contains("NONE")) {
            throw new IOException(
                    "container '%s' has no health check, so nobody can tell when a second one is ready: give it one"
                            .formatted(spec.container()));
        }
        var made = ThrowawayStore.like(spec, engine, place, RestoreDrill.ROLE, "none", (command, _) -> {
            command.withHealthcheck(health);
            // Both may come from the image, which then has them already.
            Optional.ofNullable(real.getEntrypoint()).ifPresent(command::withEntrypoint);
            Optional.ofNullable(real.getCmd()).ifPresent(command::withCmd);
            return command;
        });
        return ThrowawayCopy.of(made, container -> {
            var store = new CommandStore(engine, place, spec.withContainer(container.name()));
            container.await(container::isHealthy, spec.timeout());
            store.restore(backup);
            return new ThrowawayCopy(container, Map::of, it -> store.tool().ask(it));
        });
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
