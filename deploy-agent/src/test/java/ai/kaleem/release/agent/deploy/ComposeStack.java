package ai.kaleem.release.agent.deploy;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.backup.FileBackups;
import ai.kaleem.release.agent.outbound.calendar.CronCalendar;
import ai.kaleem.release.agent.outbound.docker.ComposeContainers;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Labels;
import ai.kaleem.release.agent.outbound.folder.DataFolder;
import ai.kaleem.release.agent.outbound.folder.EnvFileCopies;
import ai.kaleem.release.agent.outbound.gateway.HaproxyGateway;
import ai.kaleem.release.agent.outbound.http.HttpProbe;
import ai.kaleem.release.agent.outbound.http.PrometheusApi;
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
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.RestartPolicy;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A stack as Docker Compose leaves it on a host: its labels, its names, its limits; and an agent that knows nothing of it. */
final class ComposeStack implements AutoCloseable {

    static final long MEMORY = 200L * 1024 * 1024;

    final DockerPlace docker;
    final String publish;
    final String api;
    final String network;
    private final Path folder;
    private long epoch;

    ComposeStack(Path folder) throws IOException {
        this.folder = folder;
        docker = new DockerPlace(folder);
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            publish = "127.0.0.1:" + socket.getLocalPort();
        }
        api = docker.place.app() + "-kaleem-api";
        network = docker.place.app() + "_default";
        docker.engine.tell(
                "Making Compose's network",
                it -> it.createNetworkCmd()
                        .withName(network)
                        .withLabels(Map.of(Labels.APP, docker.place.app()))
                        .exec());
    }

    /** As {@code docker compose up -d} does, with what a test wants otherwise. */
    void up(UnaryOperator<CreateContainerCmd> otherwise) {
        up(api, "api", otherwise);
    }

    void up(String name, String service, UnaryOperator<CreateContainerCmd> otherwise) {
        var port = Integer.parseInt(publish.substring(publish.indexOf(':') + 1));
        var host = HostConfig.newHostConfig()
                .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                .withNetworkMode(network)
                .withMemory(MEMORY)
                .withNanoCPUs(500_000_000L)
                .withBinds(Bind.parse(folder + ":/data:ro"))
                .withPortBindings(new PortBinding(
                        com.github.dockerjava.api.model.Ports.Binding.bindIpAndPort("127.0.0.1", port),
                        ExposedPort.tcp(3000)));
        docker.engine.tell("Running " + name, it -> {
            otherwise
                    .apply(it.createContainerCmd(Images.node().asCanonicalNameString())
                            .withName(name)
                            .withCmd(DockerPlace.serverCommand())
                            .withUser("1000")
                            .withEnv("VERSION=0", "JWT_SECRET=not-a-secret")
                            .withExposedPorts(ExposedPort.tcp(3000))
                            .withAliases(service)
                            .withHealthcheck(new HealthCheck()
                                    .withTest(List.of("CMD", "true"))
                                    .withInterval(Duration.ofSeconds(1).toNanos()))
                            .withLabels(labels(service))
                            .withHostConfig(host))
                    .exec();
            it.startContainerCmd(name).exec();
        });
    }

    Map<String, String> labels(String service) {
        return new HashMap<>(Map.of(
                "kaleem.test", docker.place.app(),
                "com.docker.compose.project", docker.place.app(),
                "com.docker.compose.service", service,
                "com.docker.compose.oneoff", "False",
                "com.docker.compose.container-number", "1",
                "com.docker.compose.config-hash", "c0ffee",
                "team", "payments"));
    }

    /** As {@code docker compose ps} finds them. */
    List<String> ps() {
        return docker
                .engine
                .ask(
                        "Listing",
                        it -> it.listContainersCmd()
                                .withLabelFilter(Map.of("com.docker.compose.project", docker.place.app()))
                                .exec())
                .stream()
                .map(it -> it.getNames()[0].substring(1))
                .toList();
    }

    Optional<InspectContainerResponse> look(String container) {
        return docker.engine.find(
                "Looking at " + container,
                it -> it.inspectContainerCmd(container).exec());
    }

    Lives.Life life(Consumer<Runnable> holds) {
        var data = DataFolder.hold(folder.resolve("data"));
        holds.accept(data::close);
        var store = new SqliteStore(data.path().resolve("journal.db"));
        holds.accept(store::close);
        var ledger = new Ledger(store, Clock.systemUTC(), id -> {});
        var haproxy = Images.haproxy().asCanonicalNameString();
        var tools = new Tools(
                docker.host,
                new ComposeContainers(docker.engine),
                new HaproxyGateway(docker.engine, haproxy, data.below("gateways"), Duration.ofSeconds(30)),
                new FileBackups(docker.engine, haproxy, data.below("backups"), 1024, Clock.systemUTC()),
                new HttpProbe(),
                new PrometheusApi(),
                new EnvFileCopies(data.below("env"), Clock.systemUTC()),
                ledger,
                new World.Settings(Duration.ofSeconds(10)),
                ObservationRegistry.NOOP);
        var scheduled = new ScheduledBackups(tools, new CronCalendar(), Duration.ofMinutes(1), failure -> {});
        beat = new TellBeat(
                tools,
                scheduled,
                new RestoreDrills(
                        tools, new MemoryDrillBook(), new CronCalendar(), Duration.ofMinutes(1), failure -> {}),
                "1",
                it -> drift = it.running().getFirst().drift(),
                Duration.ZERO);
        var workers = new Workers(tools, World.present(), failure -> {});
        return new Lives.Life(workers, new TakeRequests(ledger, workers, tools.settings()), store);
    }

    private TellBeat beat;
    private String drift;

    /** What the next beat says of it. */
    String drift() {
        beat.run();
        return drift;
    }

    DeploymentRequested request(Kind kind, String version, Duration confirmWithin, int port, String... command) {
        var health = new ServiceSpec.Health("/", 20, Duration.ofMillis(300), Duration.ofSeconds(1));
        var service = ServiceSpecBuilder.builder()
                .name("api")
                .image(Images.node().asCanonicalNameString())
                .command(List.of(command))
                .port(port)
                .publish(publish)
                .environment(kind == Kind.RELEASE ? Map.of("VERSION", version) : Map.of())
                .stopGrace(Duration.ofSeconds(2))
                .health(health)
                .build();
        return DeploymentRequestedBuilder.builder()
                .releaseId(ReleaseId.next())
                .deploymentId(DeploymentId.next())
                .app(docker.place.app())
                .environment(docker.place.environment())
                .version(version)
                .agent(World.AGENT)
                .kind(kind)
                .epoch(++epoch)
                .notAfter(Instant.now().plusSeconds(300))
                .services(List.of(service))
                .policy(new Policy(confirmWithin, Duration.ZERO, RestorePolicy.NEVER))
                .data(DataChoice.KEEP)
                .build();
    }

    /** Something about the release that runs. */
    DeploymentRequested again(DeploymentRequested runs, Kind kind) {
        return runs.with(copy -> copy.deploymentId(DeploymentId.next())
                .kind(kind)
                .epoch(++epoch)
                .notAfter(Instant.now().plusSeconds(300))
                .aborts(null)
                .data(DataChoice.KEEP));
    }

    /** The gateway that stands for the service once it was taken over. */
    String gateway() {
        return "%s-testing-api-gateway".formatted(docker.place.app());
    }

    void remove(String container) {
        docker.engine.tell(
                "Removing",
                it -> it.removeContainerCmd(container).withForce(true).exec());
    }

    void serves(String version) {
        await().atMost(Duration.ofSeconds(30)).until(this::answer, version::equals);
    }

    URI uri() {
        return URI.create("http://" + publish + "/");
    }

    String answer() {
        return answer(uri());
    }

    String answer(URI uri) {
        // The server takes the wish for HTTP/2 for one for a WebSocket; a gateway keeps it to itself.
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    @Override
    public void close() throws IOException {
        docker.close();
    }
}
