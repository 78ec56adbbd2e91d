package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The definitions of a RabbitMQ: users, virtual hosts, queues, exchanges, bindings, policies; no messages. Different from
 * other stores, a restore leaves what was added since: taking a queue away would take its messages with it.
 */
record RabbitStore(Engine engine, Place place, DatastoreSpec spec) implements Datastore {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String extension() {
        return "definitions";
    }

    @Override
    public void dump(OutputStream out) throws IOException {
        tool().run(List.of("rabbitmqctl", "--quiet", "export_definitions", "-"), out);
    }

    /** A broker takes long to start: what is looked at is whether the definitions are whole. */
    @Override
    public boolean drill(Packed backup) throws IOException {
        try (var content = backup.open()) {
            var definitions = JSON.readTree(content);
            for (var part : List.of("vhosts", "users", "queues", "exchanges", "bindings")) {
                if (!definitions.path(part).isArray()) {
                    throw new IOException("rabbitmqctl exported no %s".formatted(part));
                }
            }
            return false;
        } catch (JacksonException e) {
            throw new IOException("rabbitmqctl exported what is no JSON", e);
        }
    }

    @Override
    public void restore(Packed backup) throws IOException {
        try (var file = HandedIn.of(engine, spec.container(), backup)) {
            tool().run(List.of("rabbitmqctl", "--quiet", "import_definitions", file.path()));
        }
    }

    private Tool tool() {
        return new Tool(engine, spec.container(), Map.of(), spec.timeout());
    }
}
