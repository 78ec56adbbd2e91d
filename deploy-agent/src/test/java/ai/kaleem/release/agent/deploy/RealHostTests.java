package ai.kaleem.release.agent.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.backup.FileBackups;
import ai.kaleem.release.agent.outbound.docker.ComposeContainers;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.agent.outbound.gateway.HaproxyGateway;
import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.agent.outbound.http.HttpProbe;
import ai.kaleem.release.agent.outbound.http.PrometheusApi;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentRequestedBuilder;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.testing.Images;
import io.micrometer.observation.ObservationRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe over the real engine, the real gateway and a real Redis, while somebody uses the product. */
class RealHostTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> NEVER_SERVES = List.of("node", "-e", "setTimeout(() => {}, 1e6)");
    private static final Policy KEPT = new Policy(Duration.ofSeconds(60), Duration.ZERO, RestorePolicy.NEVER);
    private static final Policy UNCONFIRMED = new Policy(Duration.ofSeconds(3), Duration.ZERO, RestorePolicy.AUTO);

    @TempDir
    Path folder;

    DockerPlace docker;
    String redis;
    String publish;
    MemoryJournal journal;
    Workers workers;
    TakeRequests requests;
    long epoch;

    @BeforeEach
    void open() throws IOException {
        docker = new DockerPlace(folder);
        redis = docker.runsForeign("redis", Images.redis().asCanonicalNameString(), List.of());
        await().atMost(PATIENCE).until(() -> redis("PING").equals("PONG"));
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            publish = "127.0.0.1:" + socket.getLocalPort();
        }
        journal = new MemoryJournal();
        var ledger = new Ledger(journal, Clock.systemUTC(), id -> {});
        var tools = new Tools(
                docker.host,
                new ComposeContainers(docker.engine),
                new HaproxyGateway(
                        docker.engine,
                        Images.haproxy().asCanonicalNameString(),
                        folder.resolve("gateways"),
                        Duration.ofSeconds(30)),
                new FileBackups(
                        docker.engine,
                        Images.haproxy().asCanonicalNameString(),
                        folder.resolve("backups"),
                        1024,
                        Clock.systemUTC()),
                new HttpProbe(),
                new PrometheusApi(),
                new MemoryEnvFiles(),
                ledger,
                new World.Settings(Duration.ofSeconds(1)),
                ObservationRegistry.NOOP);
        workers = new Workers(tools, World.present(), failure -> {});
        requests = new TakeRequests(ledger, workers, tools.settings());
        workers.start();
    }

    @AfterEach
    void close() throws IOException {
        workers.stop();
        docker.close();
    }

    @Test
    void releasesAndRollsBackWithoutALostRequest() {
        var first = release("1", DockerPlace.serverCommand(), KEPT);
        assertThat(kept(first).phase()).isEqualTo(Phase.SUCCEEDED);
        var load = Load.of(URI.create("http://" + publish + "/"), 150);
        try (load) {
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > 50);
            assertThat(kept(release("2", DockerPlace.serverCommand(), KEPT)).phase())
                    .isEqualTo(Phase.SUCCEEDED);
            await().atMost(PATIENCE).until(() -> load.answeredBy("2") > 50);

            var before = load.answeredBy("1");
            var back = Plan.rollbackTo(first, ++epoch, null, DataChoice.KEEP);
            requests.deploy(back, null);
            assertThat(end(back).phase()).isEqualTo(Phase.SUCCEEDED);
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > before + 50);
        }
        assertThat(load.lost()).isEmpty();
    }

    @Test
    void keepsTheOldVersionServingWhenTheNewOneNeverDoes() {
        kept(release("1", DockerPlace.serverCommand(), KEPT));
        var load = Load.of(URI.create("http://" + publish + "/"), 150);
        try (load) {
            var bad = release("2", NEVER_SERVES, KEPT);
            requests.deploy(bad, null);
            var end = end(bad);
            assertThat(end.phase()).isEqualTo(Phase.FAILED);
            assertThat(end.serving()).isEqualTo("1");
            assertThat(load.answeredBy("2")).isZero();
        }
        assertThat(load.lost()).isEmpty();
        assertThat(docker.host.list(docker.place))
                .extracting(ContainerState::version)
                .containsOnly("1");
    }

    @Test
    void goesBackWithTheDataWhenNobodyConfirms() {
        kept(release("1", DockerPlace.serverCommand(), KEPT));
        redis("SET", "orders", "7");
        var load = Load.of(URI.create("http://" + publish + "/"), 100);
        try (load) {
            var unconfirmed = release("2", DockerPlace.serverCommand(), UNCONFIRMED);
            requests.deploy(unconfirmed, null);
            await().atMost(PATIENCE).until(() -> load.answeredBy("2") > 0);
            redis("SET", "orders", "8");
            var end = end(unconfirmed);
            assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.ROLLED_BACK);
            assertThat(end.lostSince()).isNotNull();
            assertThat(end.backups()).hasSize(2).allMatch(AgentReport.Backup::sealed);
            var before = load.answeredBy("1");
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > before + 50);
        }
        assertThat(redis("GET", "orders")).isEqualTo("7");
        assertThat(load.lost()).isEmpty();
    }

    @Test
    void undoesWhatAFailedMigrationDidToTheData() {
        kept(release("1", DockerPlace.serverCommand(), KEPT));
        redis("SET", "orders", "7");
        var migration = List.of("sh", "-c", "echo \"adding $VERSION\"; sleep 1; echo 'no such column' >&2; exit 3");
        var bad = migrating(release("2", DockerPlace.serverCommand(), UNCONFIRMED), migration);
        requests.deploy(bad, null);
        await().atMost(PATIENCE)
                .until(() -> docker.host.list(docker.place).stream()
                        .anyMatch(it -> it.service().equals("api.migrate") && it.running()));
        redis("SET", "orders", "8");
        var end = end(bad);
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).isEqualTo("migrate: the migration of api ended with 3");
        assertThat(World.step(end, "migrate").evidence()).contains("adding 2", "no such column");
        assertThat(redis("GET", "orders")).isEqualTo("7");
        assertThat(docker.host.list(docker.place))
                .extracting(ContainerState::version)
                .containsOnly("1");
    }

    @Test
    void migratesBeforeTheNewVersionStarts() {
        var good = migrating(release("1", DockerPlace.serverCommand(), KEPT), List.of("sh", "-c", "echo moved"));
        var end = kept(good);
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.SUCCEEDED);
        assertThat(World.step(end, "migrate").evidence()).contains("moved");
        assertThat(World.step(end, "migrate").finishedAt())
                .isBeforeOrEqualTo(World.step(end, "start").startedAt());
        assertThat(docker.host.list(docker.place))
                .extracting(ContainerState::service)
                .containsOnly("api", "worker");
    }

    private static DeploymentRequested migrating(DeploymentRequested it, List<String> argv) {
        return Plan.migrating(it, new ServiceSpec.Migration(argv, Duration.ofSeconds(30), false));
    }

    private DeploymentRequested release(String version, List<String> command, Policy policy) {
        var environment = Map.of("VERSION", version);
        var image = Images.node().asCanonicalNameString();
        var networks = List.of(docker.place.app() + "-net");
        var grace = Duration.ofSeconds(5);
        var health = new ServiceSpec.Health("/", 10, Duration.ofMillis(500), Duration.ofSeconds(1));
        var api = ServiceSpecBuilder.builder()
                .name("api")
                .image(image)
                .command(command)
                .port(3000)
                .publish(publish)
                .environment(environment)
                .networks(networks)
                .stopGrace(grace)
                .health(health)
                .build();
        var worker = ServiceSpecBuilder.builder()
                .name("worker")
                .image(image)
                .command(NEVER_SERVES)
                .environment(environment)
                .networks(networks)
                .stopGrace(grace)
                .dependsOn(List.of("api"))
                .build();
        var store = DatastoreSpecBuilder.builder()
                .name("redis")
                .type(DatastoreSpec.Type.REDIS)
                .container(redis)
                .keep(2)
                .timeout(Duration.ofSeconds(30))
                .build();
        return DeploymentRequestedBuilder.builder()
                .releaseId(ReleaseId.next())
                .deploymentId(DeploymentId.next())
                .app(docker.place.app())
                .environment(docker.place.environment())
                .version(version)
                .agent(World.AGENT)
                .kind(Kind.RELEASE)
                .epoch(++epoch)
                .notAfter(Instant.now().plusSeconds(60))
                .services(List.of(api, worker))
                .datastores(List.of(store))
                .policy(policy)
                .data(DataChoice.KEEP)
                .build();
    }

    private AgentReport kept(DeploymentRequested request) {
        requests.deploy(request, null);
        await().atMost(PATIENCE)
                .until(() -> report(request).phase() == Phase.SWITCHED
                        || report(request).phase().isEnd());
        requests.keep(Plan.keep(request));
        return end(request);
    }

    private AgentReport end(DeploymentRequested request) {
        return await().atMost(PATIENCE)
                .until(() -> report(request), it -> it.phase().isEnd());
    }

    private AgentReport report(DeploymentRequested request) {
        return journal.transact(it -> it.find(request.deploymentId()))
                .orElseThrow()
                .report();
    }

    private String redis(String... arguments) {
        var out = new ByteArrayOutputStream();
        try {
            var argv =
                    Stream.concat(Stream.of("redis-cli"), Stream.of(arguments)).toList();
            new Execution(docker.engine).run(redis, argv, Map.of(), out, Duration.ofSeconds(20));
            return out.toString(UTF_8).strip();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
