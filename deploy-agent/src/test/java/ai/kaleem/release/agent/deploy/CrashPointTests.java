package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.backup.FileBackups;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.agent.outbound.folder.DataFolder;
import ai.kaleem.release.agent.outbound.folder.EnvFileCopies;
import ai.kaleem.release.agent.outbound.gateway.HaproxyGateway;
import ai.kaleem.release.agent.outbound.http.HttpProbe;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.EachOnce;
import ai.kaleem.release.common.crash.Moment;
import ai.kaleem.release.common.testing.Images;
import io.micrometer.observation.ObservationRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent dies at its crash points over the real engine, gateway, journal and a real Redis. */
class CrashPointTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> NEVER_SERVES =
            List.of("node", "-e", "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)");
    private static final Catalogue ALL = Catalogue.of(List.of(Workers.class), "ai.kaleem.release.agent");

    @TempDir
    Path folder;

    private DockerPlace docker;
    private String redis;
    private String publish;
    private Lives lives;
    private long epoch;

    @BeforeEach
    void open() throws IOException {
        docker = new DockerPlace(folder);
        redis = docker.runsForeign("redis", Images.redis().asCanonicalNameString(), List.of());
        await().atMost(PATIENCE).until(() -> redis("PING").equals("PONG"));
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            publish = "127.0.0.1:" + socket.getLocalPort();
        }
        Files.writeString(folder.resolve("api.env"), "JWT_SECRET=not-a-secret\n");
        lives = new Lives(this::life);
    }

    @AfterEach
    void close() throws IOException {
        lives.close();
        docker.close();
    }

    private Lives.Life life(Consumer<Runnable> holds) {
        var data = DataFolder.hold(folder.resolve("data"));
        holds.accept(data::close);
        var store = new SqliteStore(data.path().resolve("journal.db"));
        holds.accept(store::close);
        var ledger = new Ledger(store, Clock.systemUTC(), id -> {});
        var tools = new Tools(
                docker.host,
                new HaproxyGateway(
                        docker.engine,
                        Images.haproxy().asCanonicalNameString(),
                        data.below("gateways"),
                        Duration.ofSeconds(30)),
                new FileBackups(docker.engine, data.below("backups"), 1024, Clock.systemUTC()),
                new HttpProbe(),
                new EnvFileCopies(data.below("env"), Clock.systemUTC()),
                ledger,
                new World.Settings(Duration.ofSeconds(10)),
                ObservationRegistry.NOOP);
        var workers = new Workers(tools, World.present(), failure -> {});
        return new Lives.Life(workers, new TakeRequests(ledger, workers, tools.settings()), store);
    }

    @Test
    void aReleaseEndsTheSameWhereverTheAgentDies() throws IOException {
        // The first release on a host dies before and after each thing that it comes by; the others by what is left.
        lives.dieWhere(known(new EachOnce(moment -> true)));
        var first = release("1", DockerPlace.serverCommand(), RestorePolicy.NEVER);
        endsAs(Phase.SUCCEEDED, first, CrashPointTests::keep);
        servedBy(first);

        var second = release("2", DockerPlace.serverCommand(), RestorePolicy.NEVER);
        endsAs(Phase.SUCCEEDED, second, CrashPointTests::keep);
        servedBy(second);

        redis("SET", "orders", "7");
        var third = release("3", DockerPlace.serverCommand(), RestorePolicy.NEVER);
        endsAs(Phase.SUCCEEDED, third, CrashPointTests::keep);
        servedBy(third);
        assertThat(docker.host.list(docker.place)).hasSize(4);

        var bad = release("4", DockerPlace.serverCommand(), RestorePolicy.AUTO);
        endsAs(Phase.ROLLED_BACK, bad, this::damage);
        servedBy(third);
        assertThat(redis("GET", "orders")).isEqualTo("7");
        // Of 1 none is left, of 4 there is what it found and what its restore overwrote.
        assertThat(backups(".rdb.json")).hasSize(4);
        assertThat(backups(".rdb")).hasSize(4);
        report();
        assertThat(points(lives.died(), true)).as("before").hasSizeGreaterThan(75);
        assertThat(points(lives.died(), false)).as("after").hasSizeGreaterThan(75);
    }

    @Test
    @Tag("long")
    void aReleaseThatNeverServesEndsTheSame() {
        var first = serves("1");
        everywhere();
        var second = release("2", NEVER_SERVES, RestorePolicy.AUTO);
        endsAs(Phase.FAILED, second, (lives, report) -> {});
        servedBy(first);
        assertThat(docker.host.list(docker.place)).hasSize(2);
        report();
    }

    @Test
    @Tag("long")
    void aReleaseThatIsTakenBackWithItsDataEndsTheSame() {
        var first = serves("1");
        redis("SET", "orders", "7");
        everywhere();
        var second = release("2", DockerPlace.serverCommand(), RestorePolicy.AUTO);
        endsAs(Phase.ROLLED_BACK, second, this::damage);
        servedBy(first);
        assertThat(redis("GET", "orders")).isEqualTo("7");
        report();
    }

    @Test
    @Tag("long")
    void anEmergencyRollbackWithDataEndsTheSame() {
        var first = serves("1");
        redis("SET", "orders", "7");
        serves("2");
        redis("SET", "orders", "8");
        everywhere();
        var back = Plan.rollbackTo(first, ++epoch, null, DataChoice.RESTORE);
        endsAs(Phase.SUCCEEDED, back, (lives, report) -> {});
        assertThat(docker.host.list(docker.place).stream()
                        .filter(ContainerState::running)
                        .map(ContainerState::version))
                .containsOnly("1");
        assertThat(redis("GET", "orders")).isEqualTo("7");
        report();
    }

    private DeploymentRequested serves(String version) {
        var request = release(version, DockerPlace.serverCommand(), RestorePolicy.NEVER);
        endsAs(Phase.SUCCEEDED, request, CrashPointTests::keep);
        return request;
    }

    private void everywhere() {
        lives.dieWhere(known(new AtEachUse(moment -> true)));
    }

    /** What tests themselves do is no crash point of the agent. */
    private static Predicate<Moment> known(Predicate<Moment> which) {
        var points = ALL.points();
        return it -> points.contains(it.point()) && which.test(it);
    }

    private void report() {
        var died = lives.died();
        System.out.printf(
                "Crash points of the agent: died at %d moments; before %s; after %s%n",
                died.size(), ALL.covered(points(died, true)), ALL.covered(points(died, false)));
    }

    private static TreeSet<String> points(List<Moment> moments, boolean before) {
        return moments.stream()
                .filter(it -> it.before() == before)
                .map(Moment::point)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void endsAs(Phase phase, DeploymentRequested request, BiConsumer<Lives, AgentReport> meanwhile) {
        var end = lives.complete(request, meanwhile);
        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(phase);
        var told = lives.told(request.deploymentId());
        assertThat(told).extracting(AgentReport::revision).isSorted().doesNotHaveDuplicates();
        assertThat(told.stream().map(AgentReport::phase).filter(Phase::isEnd).distinct())
                .containsExactly(phase);
    }

    private static void keep(Lives lives, AgentReport report) {
        if (report.phase() == Phase.SWITCHED) {
            lives.ask(new Request.KeepRequested(
                    report.releaseId(), report.deploymentId(), report.agent(), report.epoch()));
        }
    }

    private void damage(Lives lives, AgentReport report) {
        if (report.phase() == Phase.SWITCHED) {
            redis("SET", "orders", "8");
            lives.ask(new Request.RollbackRequested(
                    report.releaseId(), report.deploymentId(), report.agent(), report.epoch(), "amal", "p95"));
        }
    }

    /** One container of each service, one route, nothing held, and no file that is half there. */
    private void servedBy(DeploymentRequested request) {
        assertThat(docker.host.list(docker.place).stream()
                        .filter(ContainerState::running)
                        .map(ContainerState::name))
                .containsExactlyInAnyOrder(container(request, "api"), container(request, "worker"));
        assertThat(docker.host.list(docker.place))
                .extracting(ContainerState::name)
                .doesNotHaveDuplicates();
        assertThat(answer()).isEqualTo(request.version());
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(it -> it.toString().endsWith(".partial"))).isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String answer() {
        var request = HttpRequest.newBuilder(URI.create("http://" + publish + "/"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    private static String container(DeploymentRequested of, String service) {
        return ContainerSpec.name(new Place(of.app(), of.environment()), service, of.deploymentId());
    }

    private List<Path> backups(String ending) throws IOException {
        try (var files = Files.walk(folder.resolve("data/backups"))) {
            return files.filter(it -> it.toString().endsWith(ending)).toList();
        }
    }

    private DeploymentRequested release(String version, List<String> command, RestorePolicy restore) {
        var health = new ServiceSpec.Health("/", 4, Duration.ofMillis(300), Duration.ofSeconds(1));
        var api = service("api", command, version, 3000, publish, folder.resolve("api.env"), health);
        var worker = service("worker", NEVER_SERVES, version, null, null, null, null);
        var store = new DatastoreSpec(
                "redis", DatastoreSpec.Type.REDIS, redis, 2, List.of(), List.of(), Duration.ofSeconds(30));
        return new DeploymentRequested(
                ReleaseId.next(),
                DeploymentId.next(),
                docker.place.app(),
                docker.place.environment(),
                version,
                World.AGENT,
                Kind.RELEASE,
                ++epoch,
                Instant.now().plusSeconds(300),
                null,
                List.of(api, worker),
                List.of(store),
                new Policy(Duration.ofSeconds(60), Duration.ZERO, restore),
                DataChoice.KEEP);
    }

    private ServiceSpec service(
            String name,
            List<String> command,
            String version,
            Integer port,
            String publish,
            Path envFile,
            ServiceSpec.Health health) {
        return new ServiceSpec(
                name,
                Images.node().asCanonicalNameString(),
                command,
                port,
                publish,
                envFile == null ? null : envFile.toString(),
                Map.of("VERSION", version),
                List.of(),
                List.of(docker.place.app() + "-net", docker.place.app() + "-more"),
                null,
                null,
                Duration.ofSeconds(2),
                health,
                List.of());
    }

    private String redis(String... arguments) {
        var out = new ByteArrayOutputStream();
        try {
            var argv =
                    Stream.concat(Stream.of("redis-cli"), Stream.of(arguments)).toList();
            new Execution(docker.engine).run(redis, argv, Map.of(), out, Duration.ofSeconds(20));
            return out.toString(StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
