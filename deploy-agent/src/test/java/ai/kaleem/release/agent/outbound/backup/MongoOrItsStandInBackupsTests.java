package ai.kaleem.release.agent.outbound.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.agent.outbound.docker.FileCopy;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.StoredData.Count;
import ai.kaleem.release.common.testing.Images;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A MongoDB with a user, where {@code KALEEM_MONGO_IMAGE} names its image; else a stand-in that keeps its tools' arguments,
 * streams and exit codes, and proves no more than that.
 */
class MongoOrItsStandInBackupsTests implements DrilledBackupsContract {

    private static final Optional<String> REAL = Optional.ofNullable(System.getenv("KALEEM_MONGO_IMAGE"));

    @TempDir
    Path folder;

    DockerPlace docker;
    String container;

    @BeforeEach
    void open() throws IOException {
        docker = new DockerPlace(folder);
        var user = List.of("MONGO_INITDB_ROOT_USERNAME=root", "MONGO_INITDB_ROOT_PASSWORD=ses: \"ame");
        if (REAL.isPresent()) {
            container = docker.runsForeign("mongo", REAL.get(), user);
        } else {
            var tools = docker.runsForeign("tools", Images.node().asCanonicalNameString(), List.of(), "sleep", "1000");
            for (var tool : List.of("mongosh", "mongodump", "mongorestore")) {
                var script = Path.of("src/test/resources/standin/mongo-tools.js");
                new FileCopy(docker.engine).into(tools, script, "/usr/local/bin", tool, 0555);
            }
            var known = List.of(
                    user.getFirst(),
                    user.getLast(),
                    "MEASURE=" + MongoStore.MEASURE,
                    "EMPTY=" + MongoStore.EMPTY,
                    "COUNT=" + MongoStore.COUNT,
                    "READY=" + MongoStore.READY);
            container = docker.runsForeign("mongo", docker.imageOf(tools), known);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> run(signedIn("print(db.getSiblingDB('shop').orders.findOne()?.value)"))
                        .succeeded());
    }

    @AfterEach
    void close() throws IOException {
        docker.close();
    }

    @Override
    public Backups backups() {
        return new FileBackups(
                docker.engine,
                Images.haproxy().asCanonicalNameString(),
                folder.resolve("backups"),
                1024,
                Clock.systemUTC());
    }

    @Override
    public Place place() {
        return docker.place;
    }

    @Override
    public DockerPlace docker() {
        return docker;
    }

    @Override
    public List<Count> counts() {
        return List.of(new Count("of_before.orders", 1, 1, 1), new Count("shop.orders", 1, 1, 1));
    }

    @Override
    public DatastoreSpec datastore(int keep) {
        return DatastoreSpecBuilder.builder()
                .name("mongo")
                .type(DatastoreSpec.Type.MONGODB)
                .container(container)
                .keep(keep)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    @Override
    public void write(String value) {
        shell(MongoStore.EMPTY);
        shell("db.getSiblingDB('shop').orders.insertOne({value: '%s'})".formatted(value));
        shell("db.getSiblingDB('of_%s').orders.insertOne({value: '%s'})".formatted(value, value));
    }

    @Override
    public String read() {
        var value = shell("print(db.getSiblingDB('shop').orders.findOne()?.value)");
        for (var one : List.of("before", "after")) {
            assertThat(shell("print(db.getSiblingDB('of_%s').orders.findOne()?.value)".formatted(one)))
                    .isEqualTo(one.equals(value) ? one : "undefined");
        }
        return value;
    }

    private String signedIn(String script) {
        return REAL.isPresent() && !script.equals(MongoStore.EMPTY) ? MongoStore.SIGN_IN + script : script;
    }

    private String shell(String script) {
        out.reset();
        assertThat(run(signedIn(script))).returns(true, Execution.Result::succeeded);
        return out.toString(UTF_8).strip();
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Execution.Result run(String script) {
        try {
            return new Execution(docker.engine)
                    .run(
                            container,
                            List.of("mongosh", "--quiet", "--norc", "--eval", script),
                            Map.of(),
                            out,
                            Duration.ofSeconds(20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
