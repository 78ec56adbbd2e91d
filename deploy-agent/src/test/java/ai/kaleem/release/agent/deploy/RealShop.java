package ai.kaleem.release.agent.deploy;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.backup.FileBackups;
import ai.kaleem.release.agent.outbound.docker.ComposeContainers;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.agent.outbound.folder.DataFolder;
import ai.kaleem.release.agent.outbound.folder.EnvFileCopies;
import ai.kaleem.release.agent.outbound.gateway.HaproxyGateway;
import ai.kaleem.release.agent.outbound.http.HttpProbe;
import ai.kaleem.release.agent.outbound.http.PrometheusApi;
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
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A product on the real engine: an API behind a real gateway, a worker, and a real Redis. */
final class RealShop implements AutoCloseable {

    static final List<String> NEVER_SERVES =
            List.of("node", "-e", "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DockerPlace docker;
    private final Place place;
    private final Path folder;
    private final String redis;
    private final String publish;
    private long epoch;

    RealShop(Path folder) throws IOException {
        this(folder, new DockerPlace(folder), "testing");
    }

    private RealShop(Path folder, DockerPlace docker, String environment) throws IOException {
        this.folder = folder;
        this.docker = docker;
        this.place = new Place(docker.place.app(), environment);
        redis = docker.runsForeign("redis-" + environment, Images.redis().asCanonicalNameString(), List.of());
        await().atMost(PATIENCE).until(() -> redis("PING").equals("PONG"));
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            publish = "127.0.0.1:" + socket.getLocalPort();
        }
        Files.writeString(folder.resolve("api.env"), "JWT_SECRET=not-a-secret\n");
    }

    /** The same product in another environment, with a Redis of its own; the first one closes it, too. */
    RealShop in(String environment) throws IOException {
        return new RealShop(folder, docker, environment);
    }

    String network() {
        return "%s-%s-net".formatted(place.app(), place.environment());
    }

    Place place() {
        return place;
    }

    DockerPlace docker() {
        return docker;
    }

    @Override
    public void close() throws IOException {
        docker.close();
    }

    long nextEpoch() {
        return ++epoch;
    }

    List<ContainerState> containers() {
        return docker.host.list(place);
    }

    /** An agent for it. */
    Lives.Life life(Consumer<Runnable> holds) {
        var data = DataFolder.hold(folder.resolve("data"));
        holds.accept(data::close);
        var store = new SqliteStore(data.path().resolve("journal.db"));
        holds.accept(store::close);
        var ledger = new Ledger(store, Clock.systemUTC(), id -> {});
        var tools = new Tools(
                docker.host,
                new ComposeContainers(docker.engine),
                new HaproxyGateway(
                        docker.engine,
                        Images.haproxy().asCanonicalNameString(),
                        data.below("gateways"),
                        Duration.ofSeconds(30)),
                new FileBackups(
                        docker.engine,
                        Images.haproxy().asCanonicalNameString(),
                        data.below("backups"),
                        1024,
                        Clock.systemUTC()),
                new HttpProbe(),
                new PrometheusApi(),
                new EnvFileCopies(data.below("env"), Clock.systemUTC()),
                ledger,
                new World.Settings(Duration.ofSeconds(10), () -> Duration.ofSeconds(30), Duration.ofSeconds(1)),
                ObservationRegistry.NOOP);
        var workers = new Workers(tools, World.present(), failure -> {});
        return new Lives.Life(workers, new TakeRequests(ledger, workers, tools.settings()), store);
    }

    URI uri(String scheme) {
        return URI.create("%s://%s/".formatted(scheme, publish));
    }

    String answer() {
        var request = HttpRequest.newBuilder(uri("http"))
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

    static String container(DeploymentRequested of, String service) {
        return ContainerSpec.name(new Place(of.app(), of.environment()), service, of.deploymentId());
    }

    DeploymentRequested release(String version, List<String> command, RestorePolicy restore) {
        var health = new ServiceSpec.Health("/", 4, Duration.ofMillis(300), Duration.ofSeconds(1));
        var api = service("api", command, version, 3000, publish, folder.resolve("api.env"), health);
        var worker = service("worker", NEVER_SERVES, version, null, null, null, null);
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
                .app(place.app())
                .environment(place.environment())
                .version(version)
                .agent(World.AGENT)
                .kind(Kind.RELEASE)
                .epoch(nextEpoch())
                .notAfter(Instant.now().plusSeconds(300))
                .services(List.of(api, worker))
                .datastores(List.of(store))
                .policy(new Policy(Duration.ofSeconds(60), Duration.ZERO, restore))
                .data(DataChoice.KEEP)
                .build();
    }

    /** With time enough to start on a busy machine. */
    static DeploymentRequested patient(DeploymentRequested it) {
        var services = it.services().stream()
                .map(service -> service.health() == null ? service : patient(service))
                .toList();
        return it.withServices(services);
    }

    private static ServiceSpec patient(ServiceSpec it) {
        return it.withHealth(new ServiceSpec.Health("/", 8, Duration.ofMillis(500), Duration.ofSeconds(1)));
    }

    private ServiceSpec service(
            String name,
            List<String> command,
            String version,
            Integer port,
            String publish,
            Path envFile,
            ServiceSpec.Health health) {
        return ServiceSpecBuilder.builder()
                .name(name)
                .image(Images.node().asCanonicalNameString())
                .command(command)
                .port(port)
                .publish(publish)
                .envFile(envFile == null ? null : envFile.toString())
                .environment(Map.of("VERSION", version))
                .networks(List.of(network(), "%s-%s-more".formatted(place.app(), place.environment())))
                .stopGrace(Duration.ofSeconds(2))
                .health(health)
                .build();
    }

    /** What a line of shell prints in its store's container. */
    String shell(String line) {
        return in(List.of("sh", "-c", line));
    }

    String redis(String... arguments) {
        return in(Stream.concat(Stream.of("redis-cli"), Stream.of(arguments)).toList());
    }

    private String in(List<String> argv) {
        var out = new ByteArrayOutputStream();
        try {
            new Execution(docker.engine).run(redis, argv, Map.of(), out, Duration.ofSeconds(20));
            return out.toString(StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
