package ai.kaleem.release.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Backups;
import ai.kaleem.release.agent.deploy.Backups.Held;
import ai.kaleem.release.agent.outbound.backup.DrillFile;
import ai.kaleem.release.agent.outbound.backup.FileBackups;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.agent.outbound.docker.Labels;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentRequestedBuilder;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.DrillRequested;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.contract.StoredData.Count;
import ai.kaleem.release.common.contract.StoredData.Drill;
import ai.kaleem.release.common.contract.StoredData.DrillState;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.TopologyDeclarer;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.common.testing.Images;
import com.github.dockerjava.api.command.InspectContainerResponse;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/** A real agent drills a backup because it is asked to, and is killed in the middle of a drill of its schedule. */
@Tag("long")
class KilledWhileDrillingTests {

    private static final String AGENT = "agent-that-drills";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Stops half-way until it may go on. */
    private static final List<String> CHECK = List.of(
            "sh", "-c", "until [ -e /tmp/go ]; do sleep 0.1; done; test \"$(redis-cli -p 46379 GET order)\" = tea");

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
        var container = docker.runsForeign("store", Images.redis().asCanonicalNameString(), List.of(), "redis-server");
        await().atMost(PATIENCE)
                .until(() -> redis(container, "SET", "order", "tea").equals("OK"));
        store = DatastoreSpecBuilder.builder()
                .name("store")
                .type(DatastoreSpec.Type.REDIS)
                .container(container)
                .keep(7)
                .timeout(Duration.ofSeconds(60))
                .drill(new DatastoreSpec.Drill(CHECK, new DatastoreSpec.Schedule("0 5 * * *", "Asia/Riyadh")))
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
    void leavesNothingAndDrillsItAgain() throws Exception {
        var release = release();
        ask(release);
        // A keep that comes too early is refused.
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            ask(new KeepRequested(release.releaseId(), release.deploymentId(), release.agent(), release.epoch()));
            return phase(release).equals("SUCCEEDED");
        });
        assertThat(held().getFirst().backup().drilled()).isFalse();
        redis(store.container(), "SET", "order", "coffee");

        ask(new DrillRequested(
                release.releaseId(),
                release.deploymentId(),
                AGENT,
                docker.place.app(),
                docker.place.environment(),
                "asked",
                "store",
                null,
                Instant.now().plusSeconds(60)));
        isBounded(awaitRunning());
        goOn();
        var asked = ended("asked");
        assertThat(asked.state()).as(asked.detail()).isEqualTo(DrillState.PASSED);
        assertThat(asked.counts()).containsExactly(new Count("db0", 1, 1, 1));
        assertThat(held().getFirst().backup().drilled()).isTrue();
        assertThat(container()).isEmpty();
        agent.close();

        // Two days later the next one is due, and begins as soon as there is an agent.
        var drills = new DrillFile(folder.resolve("data/backups"));
        var older = asked.askedAt().minus(Duration.ofHours(48));
        drills.write(docker.place, List.of(of(asked, older)));
        begin();
        var cutOff = awaitRunning();
        agent.close();
        assertThat(container()).hasValueSatisfying(it -> assertThat(it.getId()).isEqualTo(cutOff.getId()));

        begin();
        await().atMost(PATIENCE)
                .until(() -> container()
                        .filter(it -> !it.getId().equals(cutOff.getId()))
                        .isPresent());
        awaitRunning();
        goOn();
        var again = ended("scheduled-");
        assertThat(again.state()).as(again.detail()).isEqualTo(DrillState.PASSED);
        assertThat(again.releaseId()).isEqualTo(release.releaseId());
        await().atMost(PATIENCE).until(() -> container().isEmpty());
        assertThat(files(".partial")).isEmpty();
        assertThat(redis(store.container(), "GET", "order")).isEqualTo("coffee");
    }

    private static Drill of(Drill it, Instant askedAt) {
        return new Drill(
                it.id(),
                it.datastore(),
                it.backup(),
                it.state(),
                askedAt,
                askedAt,
                it.detail(),
                it.counts(),
                it.releaseId(),
                it.deploymentId());
    }

    private void isBounded(InspectContainerResponse it) {
        assertThat(it.getConfig().getLabels()).containsEntry(Labels.APP, docker.place.app());
        assertThat(it.getHostConfig().getMemory()).isPositive();
        assertThat(it.getHostConfig().getNetworkMode()).isEqualTo("none");
        assertThat(it.getHostConfig().getOomScoreAdj()).isEqualTo(900);
        assertThat(it.getHostConfig().getCpuShares()).isEqualTo(128);
    }

    private InspectContainerResponse awaitRunning() {
        return await().atMost(Duration.ofSeconds(150))
                .until(
                        this::container,
                        it -> it.filter(one ->
                                        Boolean.TRUE.equals(one.getState().getRunning())
                                                && told("").anyMatch(drill -> drill.state() == DrillState.RUNNING))
                                .isPresent())
                .orElseThrow();
    }

    private void goOn() throws IOException {
        in(drillName(), "touch", "/tmp/go");
    }

    private Optional<InspectContainerResponse> container() {
        return docker.engine.find(
                "Looking", it -> it.inspectContainerCmd(drillName()).exec());
    }

    private String drillName() {
        return "%s-%s-store-drill".formatted(docker.place.app(), docker.place.environment());
    }

    private Stream<Drill> told(String id) {
        return new DrillFile(folder.resolve("data/backups"))
                .of(docker.place).stream().filter(it -> it.id().startsWith(id));
    }

    private Drill ended(String id) {
        return await().atMost(PATIENCE)
                .until(
                        () -> told(id).findFirst(),
                        it -> it.filter(one -> one.finishedAt() != null).isPresent())
                .orElseThrow();
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

    private String redis(String container, String... arguments) throws IOException {
        return in(
                        container,
                        Stream.concat(Stream.of("redis-cli"), Stream.of(arguments))
                                .toArray(String[]::new))
                .strip();
    }

    private String in(String container, String... argv) throws IOException {
        var out = new ByteArrayOutputStream();
        new Execution(docker.engine).run(container, List.of(argv), Map.of(), out, Duration.ofSeconds(20));
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
