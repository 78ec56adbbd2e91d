package ai.kaleem.release.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Backups.Held;
import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.agent.outbound.backup.FileBackups;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentRequestedBuilder;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.TopologyDeclarer;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.common.testing.Images;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/** A real agent is killed in the middle of a backup that its schedule asked for. */
class KilledWhileBackingUpTests {

    private static final String AGENT = "agent-that-backs-up";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Stops half-way until it may go on. */
    private static final String DUMP = "echo first half; until [ -e /tmp/go ]; do sleep 0.1; done; echo second half";

    @TempDir
    Path folder;

    private final Envelopes envelopes = new Envelopes("release-api", Clock.systemUTC(), Traces.NONE);
    private CachingConnectionFactory connections;
    private Publisher publisher;
    private DockerPlace docker;
    private AgentProcess agent;
    private DatastoreSpec store;
    private int lives;

    @BeforeEach
    void open() throws IOException {
        docker = new DockerPlace(folder);
        var container = docker.runsForeign("store", Images.node().asCanonicalNameString(), List.of(), "sleep", "1000");
        store = DatastoreSpecBuilder.builder()
                .name("store")
                .type(DatastoreSpec.Type.COMMAND)
                .container(container)
                .keep(7)
                .backup(List.of("sh", "-c", DUMP))
                .timeout(Duration.ofSeconds(60))
                .schedule(new DatastoreSpec.Schedule("0 3 * * *", "UTC"))
                .build();
        connections = Broker.shared().connections();
        new TopologyDeclarer(connections).declareAgent(AGENT);
        var template = new RabbitTemplate(connections);
        template.setMandatory(true);
        publisher = new Publisher(template, Duration.ofSeconds(10));
        begin();
    }

    private void begin() throws IOException {
        var log = folder.resolve("agent-%d.log".formatted(++lives));
        agent = AgentProcess.start(
                AGENT, folder.resolve("data"), Broker.shared().url(), log);
        agent.awaitSaid("Started DeployAgent");
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
        connections.destroy();
        docker.close();
    }

    @Test
    void leavesNothingThatCountsAndTakesItAgain() throws Exception {
        in("touch", "/tmp/go");
        var release = release();
        ask(release);
        // A keep that comes too early is refused.
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            ask(new KeepRequested(release.releaseId(), release.deploymentId(), release.agent(), release.epoch()));
            return phase(release).equals("SUCCEEDED");
        });
        agent.close();
        assertThat(held()).extracting(Held::purpose).containsExactly(Purpose.BEFORE_RELEASE);

        // A day later the next one is due, and begins as soon as there is an agent.
        isOfYesterday(held().getFirst());
        in("rm", "/tmp/go");
        begin();
        await().atMost(PATIENCE).until(() -> files(".partial").size() == 1);
        agent.close();

        assertThat(held()).extracting(Held::purpose).containsExactly(Purpose.BEFORE_RELEASE);
        assertThat(files(".json")).hasSize(1);

        in("touch", "/tmp/go");
        begin();
        await().atMost(PATIENCE).until(() -> held().size() == 2);
        var again = held().getFirst();
        assertThat(again.purpose()).isEqualTo(Purpose.SCHEDULED);
        assertThat(again.backup().sealed()).isTrue();
        assertThat(files(".partial")).isEmpty();
        assertThat(Path.of(again.backup().file())).exists();
        restores(again);
    }

    /** Whole: the store's command is told the file, and says what is in it. */
    private void restores(Held held) throws IOException {
        var reads = DatastoreSpecBuilder.builder()
                .name(store.name())
                .type(store.type())
                .container(store.container())
                .keep(store.keep())
                .backup(store.backup())
                .restore(List.of("sh", "-c", "cp \"$0\" /tmp/restored"))
                .timeout(store.timeout())
                .build();
        backups().restore(docker.place, reads, held.backup());
        assertThat(in("cat", "/tmp/restored")).isEqualTo("first half\nsecond half\n");
    }

    private void isOfYesterday(Held held) throws IOException {
        var manifest = Path.of(held.backup().file() + ".json");
        var takenAt = held.backup().takenAt();
        var text = Files.readString(manifest);
        var older = text.replace(
                takenAt.toString(), takenAt.minus(Duration.ofHours(25)).toString());
        assertThat(older).isNotEqualTo(text);
        Files.writeString(manifest, older);
    }

    private List<Held> held() {
        return backups().held(docker.place, store);
    }

    private Backups backups() {
        return new FileBackups(
                docker.engine,
                Images.haproxy().asCanonicalNameString(),
                folder.resolve("data/backups"),
                1024,
                Clock.systemUTC());
    }

    private List<Path> files(String extension) throws IOException {
        try (var files = Files.walk(folder.resolve("data/backups"))) {
            return files.filter(it -> it.toString().endsWith(extension)).toList();
        }
    }

    private String in(String... argv) throws IOException {
        var out = new ByteArrayOutputStream();
        new Execution(docker.engine).run(store.container(), List.of(argv), Map.of(), out, Duration.ofSeconds(20));
        return out.toString();
    }

    /** As the agent's own journal has it; empty where it has not heard of it. */
    private String phase(DeploymentRequested of) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/journal.db"));
                var statement = connection.prepareStatement("SELECT phase FROM deployment WHERE id = ?")) {
            statement.setString(1, of.deploymentId().value());
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    private void ask(Request request) {
        publisher.publish(envelopes.seal(request));
    }

    private DeploymentRequested release() {
        var worker = ServiceSpecBuilder.builder()
                .name("worker")
                .image(Images.node().asCanonicalNameString())
                .command(List.of(
                        "node", "-e", "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)"))
                .stopGrace(Duration.ofSeconds(2))
                .build();
        return DeploymentRequestedBuilder.builder()
                .releaseId(ReleaseId.next())
                .deploymentId(DeploymentId.next())
                .app(docker.place.app())
                .environment(docker.place.environment())
                .version("1")
                .agent(AGENT)
                .kind(Kind.RELEASE)
                .epoch(1)
                .notAfter(Instant.now().plusSeconds(60))
                .services(List.of(worker))
                .datastores(List.of(store))
                .policy(new Policy(Duration.ofSeconds(60), Duration.ZERO, RestorePolicy.NEVER))
                .data(DataChoice.KEEP)
                .build();
    }
}
