package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.ContainerLogs;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.DatastoreSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The definitions of a RabbitMQ: users, virtual hosts, queues, exchanges, bindings, policies; no messages. Different from
 * other stores, a restore leaves what was added since: taking a queue away would take its messages with it.
 */
record RabbitStore(Engine engine, Place place, DatastoreSpec spec) implements Datastore {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<String> PARTS = List.of("vhosts", "users", "queues", "exchanges", "bindings");

    /** Policies may be none, which older brokers leave out. */
    private static final List<String> COUNTED =
            List.of("vhosts", "users", "permissions", "policies", "queues", "exchanges", "bindings");

    /** What tells one thing from the others of its part. */
    private static final List<String> NAMES =
            List.of("vhost", "name", "user", "source", "destination", "destination_type", "routing_key");

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
            for (var part : PARTS) {
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
    public Map<String, Long> count() throws IOException {
        var definitions = definitions();
        return COUNTED.stream().collect(Collectors.toMap(it -> it, it ->
                (long) definitions.path(it).size()));
    }

    /** Counted in it is what the backup has: a new broker has a user of its own besides. */
    @Override
    public Copy copy(Packed backup) throws IOException {
        return ThrowawayCopy.of(ThrowawayStore.like(spec, engine, place, RestoreDrill.ROLE), container -> {
            var store = new RabbitStore(engine, place, spec.withContainer(container.name()));
            container.await(store::hasStarted, spec.timeout());
            store.tool().run(List.of("rabbitmqctl", "--quiet", "await_startup"));
            store.restore(backup);
            return new ThrowawayCopy(
                    container, () -> store.countOf(backup), it -> store.tool().ask(it));
        });
    }

    /**
     * By its log: who asks {@code rabbitmqctl} too early makes the cookie's file before the broker does, which may then be
     * another user's.
     */
    private boolean hasStarted() {
        var log = new ContainerLogs(engine).last(spec.container(), 100);
        return log.contains("startup complete") || log.contains("completed with");
    }

    private Map<String, Long> countOf(Packed backup) throws IOException {
        var restored = definitions();
        try (var content = backup.open()) {
            var wanted = JSON.readTree(content);
            return COUNTED.stream().collect(Collectors.toMap(it -> it, it -> {
                var there = names(restored.path(it)).collect(Collectors.toSet());
                return names(wanted.path(it)).filter(there::contains).count();
            }));
        }
    }

    private static Stream<List<String>> names(JsonNode part) {
        return part.valueStream()
                .map(one -> NAMES.stream().map(it -> one.path(it).asString("")).toList());
    }

    private JsonNode definitions() throws IOException {
        return JSON.readTree(tool().ask(List.of("rabbitmqctl", "--quiet", "export_definitions", "-")));
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
