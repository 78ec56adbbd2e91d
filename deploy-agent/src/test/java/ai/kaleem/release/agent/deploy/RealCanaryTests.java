package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.backup.FileBackups;
import ai.kaleem.release.agent.outbound.docker.ComposeContainers;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.gateway.HaproxyGateway;
import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.agent.outbound.http.HttpProbe;
import ai.kaleem.release.agent.outbound.http.PrometheusApi;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Canary;
import ai.kaleem.release.common.contract.Canary.Analysis;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Canaries over the real engine and the real gateway, while somebody uses the product. */
class RealCanaryTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> GOOD = Map.of("DELAY", "40");

    @TempDir
    Path folder;

    private DockerPlace docker;
    private String publish;
    private MemoryJournal journal;
    private Workers workers;
    private TakeRequests requests;
    private long epoch;

    @BeforeEach
    void open() throws IOException {
        docker = new DockerPlace(folder);
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            publish = "127.0.0.1:" + socket.getLocalPort();
        }
        journal = new MemoryJournal();
        var ledger = new Ledger(journal, Clock.systemUTC(), id -> {});
        var gateway = new HaproxyGateway(
                docker.engine,
                Images.haproxy().asCanonicalNameString(),
                folder.resolve("gateways"),
                Duration.ofSeconds(30));
        var tools = new Tools(
                docker.host,
                new ComposeContainers(docker.engine),
                gateway,
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
        released("1", GOOD, null);
    }

    @AfterEach
    void close() throws IOException {
        workers.stop();
        docker.close();
    }

    @Test
    void aGoodOneTakesAllTrafficAndLosesNothing() {
        var load = load();
        try (load) {
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > 50);
            var end = released("2", GOOD, lenient(null));
            assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.SUCCEEDED);
            assertThat(evidence(end))
                    .contains("Step 2 of 2, 50 % of the visitors")
                    .contains("api latency: passes");
            await().atMost(PATIENCE).until(() -> load.answeredBy("2") > 200);
            System.out.printf(
                    "A good canary: %d requests, %d lost%n%s",
                    load.sent(), load.lost().size(), evidence(end));
        }
        assertThat(load.lost()).isEmpty();
    }

    @Test
    void oneThatFailsAFifthOfItsRequestsIsTurnedBackAtItsFirstStep() {
        var load = load();
        try (load) {
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > 50);
            var end = released("2", Map.of("DELAY", "40", "ERRORS", "0.2"), strict(null));
            turnedBack(end);
            assertThat(end.reason()).contains("Step 1 of 2, 20 % of the visitors: api errors: over the limit");
            System.out.printf(
                    "20 %% errors: %s; %d of %d requests failed%n",
                    end.reason(), load.lost().size(), load.sent());
            assertThat(load.lost()).containsOnly("status 500").hasSizeLessThan(load.sent() / 20);
        }
    }

    @Test
    void oneThatIsThreeTimesSlowerIsTurnedBackAtItsFirstStep() {
        var load = load();
        try (load) {
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > 50);
            var end = released("2", Map.of("DELAY", "120"), strict(null));
            turnedBack(end);
            assertThat(end.reason()).contains("Step 1 of 2").contains("api latency: worse than before");
            System.out.printf("Three times slower: %s%n", end.reason());
        }
        assertThat(load.lost()).isEmpty();
    }

    @Test
    void onePausedIsPromotedByAPersonAndLosesNothing() {
        var load = load();
        try (load) {
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > 50);
            var pause = Canary.Step.pause(Duration.ofMinutes(5), Canary.Pause.BACK);
            var canary = new Canary(
                    List.of(new Canary.Step(20, Duration.ofSeconds(2)), pause),
                    lenient(null).analysis());
            var person = Thread.startVirtualThread(() -> promotesAfter(load, 400));
            var end = released("2", GOOD, canary);

            assertThat(person.isAlive()).isFalse();
            assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.SUCCEEDED);
            assertThat(end.paused()).returns("salma", AgentReport.Paused::endedBy);
            assertThat(evidence(end)).contains("Step 2 of 2, pause with 20 % of the visitors");
            System.out.printf(
                    "A paused canary: %d requests, %d lost%n",
                    load.sent(), load.lost().size());
        }
        assertThat(load.lost()).isEmpty();
    }

    /** Once it waits and so many more requests were answered, about a fifth of them by the new version. */
    private void promotesAfter(Load load, int requests) {
        var paused = await().atMost(PATIENCE)
                .until(
                        () -> journal.transact(it -> it.unfinished(docker.place)).stream()
                                .filter(it -> it.canary().paused() != null)
                                .findFirst(),
                        Optional::isPresent);
        var from = load.sent();
        var before = load.answeredBy("2");
        await().atMost(PATIENCE).until(() -> load.sent() > from + requests);
        assertThat((double) (load.answeredBy("2") - before) / (load.sent() - from))
                .isBetween(0.1, 0.35);
        this.requests.promote(Plan.promote(paused.orElseThrow().request(), 2));
    }

    @Test
    void tooLittleTrafficIsInconclusiveAndSaysSo() {
        var load = Load.of(URI.create("http://%s/shop".formatted(publish)), 5);
        try (load) {
            var end = released("2", GOOD, canary(null, 1.25, Duration.ofSeconds(3)));
            turnedBack(end);
            assertThat(end.reason()).contains("no verdict after a pause of 3 s").contains("inconclusive");
            assertThat(evidence(end)).contains("at least 50 requests each").contains("it could have seen");
        }
        assertThat(load.lost()).isEmpty();
    }

    @Test
    @Tag("long")
    void withoutAnyTrafficProbesTellASlowOne() {
        assertThat(released("2", GOOD, lenient("/shop")).phase()).isEqualTo(Phase.SUCCEEDED);
        var end = released("3", Map.of("DELAY", "120"), strict("/shop"));

        assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(end.serving()).isEqualTo("2");
        assertThat(end.reason()).contains("api latency: worse than before");
        assertThat(evidence(end)).contains("by probes of /shop");
    }

    private Load load() {
        return Load.of(URI.create("http://%s/shop".formatted(publish)), 200);
    }

    /** A good version must not be blamed for what else the machine does just then. */
    private static Canary lenient(String probe) {
        return canary(probe, 2.5, Duration.ofSeconds(20));
    }

    private static Canary strict(String probe) {
        return canary(probe, 1.25, Duration.ofSeconds(20));
    }

    private static Canary canary(String probe, double slower, Duration pause) {
        var lasts = Duration.ofSeconds(4);
        return new Canary(
                List.of(new Canary.Step(20, lasts), new Canary.Step(50, lasts)),
                new Analysis(50, Duration.ofSeconds(2), 0.05, Duration.ofSeconds(1), slower, 2, probe, pause));
    }

    private void turnedBack(AgentReport end) {
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.ROLLED_BACK);
        assertThat(end.serving()).isEqualTo("1");
        assertThat(docker.host.list(docker.place))
                .extracting(ContainerState::version)
                .containsOnly("1");
    }

    private static String evidence(AgentReport report) {
        return String.valueOf(World.step(report, "canary").evidence());
    }

    private AgentReport released(String version, Map<String, String> environment, Canary canary) {
        var all = new HashMap<>(environment);
        all.put("VERSION", version);
        var api = ServiceSpecBuilder.builder()
                .name("api")
                .image(Images.node().asCanonicalNameString())
                .command(DockerPlace.serverCommand())
                .port(3000)
                .publish(publish)
                .environment(all)
                .networks(List.of(docker.place.app() + "-net"))
                .stopGrace(Duration.ofSeconds(5))
                .health(new ServiceSpec.Health("/", 20, Duration.ofMillis(500), Duration.ofSeconds(1)))
                .build();
        var request = DeploymentRequestedBuilder.builder()
                .releaseId(ReleaseId.next())
                .deploymentId(DeploymentId.next())
                .app(docker.place.app())
                .environment(docker.place.environment())
                .version(version)
                .agent(World.AGENT)
                .kind(Kind.RELEASE)
                .epoch(++epoch)
                .notAfter(Instant.now().plusSeconds(60))
                .services(List.of(api))
                .policy(new Policy(Duration.ofSeconds(60), Duration.ZERO, RestorePolicy.NEVER, canary, null))
                .data(DataChoice.KEEP)
                .build();
        requests.deploy(request, null);
        await().atMost(PATIENCE)
                .until(() -> report(request).phase() == Phase.SWITCHED
                        || report(request).phase().isEnd());
        requests.keep(Plan.keep(request));
        return await().atMost(PATIENCE)
                .until(() -> report(request), it -> it.phase().isEnd());
    }

    private AgentReport report(DeploymentRequested request) {
        return journal.transact(it -> it.find(request.deploymentId()))
                .orElseThrow()
                .report();
    }
}
