package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.Engine;
import ai.kaleem.release.common.contract.DatastoreSpec;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * A MongoDB, with {@code mongodump}, {@code mongorestore} and {@code mongosh} of its own image. It comes with the name and
 * password that the container was given, as the official image reads them.
 */
record MongoStore(Engine engine, Place place, DatastoreSpec spec) implements Datastore {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String USER = "MONGO_INITDB_ROOT_USERNAME";
    private static final String PASSWORD = "MONGO_INITDB_ROOT_PASSWORD";

    /** Reads the password from the environment, where the image has it already. */
    static final String SIGN_IN = "if (process.env.%s) db.getSiblingDB('admin').auth(process.env.%s, process.env.%s); "
            .formatted(USER, USER, PASSWORD);

    private static final String DATABASES =
            "db.adminCommand({listDatabases: 1}).databases.filter(it => !['admin', 'config', 'local'].includes(it.name))";

    static final String MEASURE =
            SIGN_IN + "print(" + DATABASES + ".reduce((sum, it) => sum + Number(it.sizeOnDisk), 0))";

    /** Documents of each collection, counted and not estimated: that is wrong after a crash. Views have none of their own. */
    static final String COUNT = SIGN_IN + DATABASES
            + ".forEach(it => { const one = db.getSiblingDB(it.name); one.getCollectionInfos()"
            + ".filter(its => its.type !== 'view' && !its.name.startsWith('system.'))"
            + ".forEach(its => print(it.name + '.' + its.name + '|' + one.getCollection(its.name).countDocuments({}))) })";

    /** The official image's first start has a server of its own, in the background, to make the user. */
    static final String READY = SIGN_IN + "print(!db.serverCmdLineOpts().parsed.processManagement?.fork)";

    /** {@code mongorestore --drop} alone would leave collections that are not in the backup. */
    static final String EMPTY = SIGN_IN + DATABASES + ".forEach(it => db.getSiblingDB(it.name).dropDatabase())";

    @Override
    public String extension() {
        return "archive";
    }

    @Override
    public OptionalLong estimate() throws IOException {
        return OptionalLong.of(Long.parseLong(shell(MEASURE)));
    }

    @Override
    public void dump(OutputStream out) throws IOException {
        archive("mongodump", List.of("--archive"), out);
    }

    /** A second MongoDB takes its time and memory. */
    @Override
    public boolean drill(Packed backup) {
        return false;
    }

    @Override
    public Map<String, Long> count() throws IOException {
        return Counts.read(shell(COUNT));
    }

    /** Its members are not there, so it is a server for itself and no replica set. */
    @Override
    public Copy copy(Packed backup) throws IOException {
        return ThrowawayCopy.of(ThrowawayStore.like(spec, engine, place, RestoreDrill.ROLE), container -> {
            var store = new MongoStore(engine, place, spec.withContainer(container.name()));
            container.await(store::isReady, spec.timeout());
            store.restore(backup);
            return new ThrowawayCopy(container, store::count, it -> store.tool().ask(it));
        });
    }

    private boolean isReady() {
        try {
            return new Tool(engine, spec.container(), Map.of(), Duration.ofSeconds(20))
                    .ask(script(READY))
                    .equals("true");
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void restore(Packed backup) throws IOException {
        try (var file = HandedIn.of(engine, spec.container(), backup)) {
            shell(EMPTY);
            archive(
                    "mongorestore",
                    List.of("--drop", "--stopOnError", "--archive=" + file.path()),
                    OutputStream.nullOutputStream());
        }
    }

    /** The password goes in a file: arguments are seen by everybody on the host. */
    private void archive(String program, List<String> arguments, OutputStream out) throws IOException {
        var container = Tool.running(engine, spec.container());
        var argv = new ArrayList<>(List.of(program, "--quiet"));
        argv.addAll(arguments);
        var user = Tool.variable(container, USER);
        if (user.isEmpty()) {
            tool().run(argv, out);
            return;
        }
        argv.addAll(List.of("--username=" + user.get(), "--authenticationDatabase=admin"));
        try (var password = HandedIn.of(engine, spec.container(), "kaleem-mongo.yml", password(container))) {
            argv.add("--config=" + password.path());
            tool().run(argv, out);
        }
    }

    /** YAML, of which JSON is a part. */
    private static byte[] password(InspectContainerResponse container) {
        var password = Tool.variable(container, PASSWORD).orElse("");
        return JSON.writeValueAsString(Map.of("password", password)).getBytes(UTF_8);
    }

    private String shell(String script) throws IOException {
        return tool().ask(script(script));
    }

    private static List<String> script(String text) {
        return List.of("mongosh", "--quiet", "--norc", "--eval", text);
    }

    private Tool tool() {
        return new Tool(engine, spec.container(), Map.of(), spec.timeout());
    }
}
