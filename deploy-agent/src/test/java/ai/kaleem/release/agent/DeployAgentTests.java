package ai.kaleem.release.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.docker.Execution;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DatastoreSpec;
import ai.kaleem.release.common.contract.DatastoreSpecBuilder;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.DeploymentRequestedBuilder;
import ai.kaleem.release.common.contract.Fact;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.Request.KeepRequested;
import ai.kaleem.release.common.contract.Request.Policy;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.Request.RollbackRequested;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.TopologyDeclarer;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.common.testing.Images;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The whole agent, over a real broker, engine, gateway and datastore. */
class DeployAgentTests {

    private static final String AGENT = "agent-under-test";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path data;

    private static DockerPlace docker;
    private static String redis;
    private static String publish;
    private static ConfigurableApplicationContext agent;
    private static Facts facts;

    @TestConfiguration
    static class Heard {

        @Bean
        static Facts facts() {
            return new Facts();
        }

        @Bean
        static MessageListenerContainer factsListener(Inboxes inboxes, Facts facts) {
            return inboxes.listen(Topology.FACTS_QUEUE, received -> facts.hear(received.data()));
        }
    }

    /** What release-api would hear. */
    static final class Facts {

        private final Map<DeploymentId, AgentReport> newest = new ConcurrentHashMap<>();
        private final List<Fact.Beat> beats = new CopyOnWriteArrayList<>();

        void hear(Object message) {
            switch (message) {
                case Fact.AgentFact fact ->
                    newest.merge(
                            fact.report().deploymentId(),
                            fact.report(),
                            (known, heard) -> heard.revision() > known.revision() ? heard : known);
                case Fact.Beat beat -> beats.add(beat);
                default -> throw new IllegalArgumentException("Not from an agent: " + message);
            }
        }
    }

    @BeforeAll
    static void prepare() throws IOException {
        docker = new DockerPlace(data);
        redis = docker.runsForeign("redis", Images.redis().asCanonicalNameString(), List.of());
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            publish = "127.0.0.1:" + socket.getLocalPort();
        }
        var connections = Broker.shared().connections();
        new TopologyDeclarer(connections).declareAgent(AGENT);
        connections.destroy();
        agent = SpringApplication.run(
                new Class<?>[] {DeployAgent.class, Heard.class},
                Map.of(
                                "spring.rabbitmq.addresses",
                                Broker.shared().url(),
                                "kaleem.agent.name",
                                AGENT,
                                "kaleem.agent.data-folder",
                                data.toString(),
                                "kaleem.agent.docker-host",
                                DockerPlace.SOCKET,
                                "kaleem.agent.gateway-image",
                                Images.haproxy().asCanonicalNameString(),
                                "kaleem.agent.min-free-disk",
                                "10MB",
                                "kaleem.agent.health-port",
                                "0",
                                "kaleem.agent.beat-every",
                                "1s",
                                "kaleem.agent.settle",
                                "100ms",
                                "kaleem.agent.watch-every",
                                "200ms")
                        .entrySet()
                        .stream()
                        .map(it -> "--%s=%s".formatted(it.getKey(), it.getValue()))
                        .toArray(String[]::new));
        facts = agent.getBean(Facts.class);
    }

    /** The agent first: it would mend what is taken away. */
    @AfterAll
    static void cleanUp() throws IOException {
        agent.close();
        docker.close();
    }

    private static DeploymentRequested release(String version, long epoch, RestorePolicy restore) {
        var api = ServiceSpecBuilder.builder()
                .name("api")
                .image(Images.node().asCanonicalNameString())
                .command(DockerPlace.serverCommand())
                .port(3000)
                .publish(publish)
                .environment(Map.of("VERSION", version))
                .stopGrace(Duration.ofSeconds(5))
                .health(new ServiceSpec.Health("/api/health", 10, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .build();
        var worker = ServiceSpecBuilder.builder()
                .name("worker")
                .image(Images.node().asCanonicalNameString())
                .command(List.of(
                        "node", "-e", "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)"))
                .stopGrace(Duration.ofSeconds(5))
                .dependsOn(List.of("api"))
                .build();
        var store = DatastoreSpecBuilder.builder()
                .name("store")
                .type(DatastoreSpec.Type.REDIS)
                .container(redis)
                .keep(3)
                .timeout(Duration.ofSeconds(30))
                .build();
        return DeploymentRequestedBuilder.builder()
                .releaseId(ReleaseId.next())
                .deploymentId(DeploymentId.next())
                .app(docker.place.app())
                .environment(docker.place.environment())
                .version(version)
                .agent(AGENT)
                .kind(Kind.RELEASE)
                .epoch(epoch)
                .notAfter(Instant.now().plusSeconds(60))
                .services(List.of(api, worker))
                .datastores(List.of(store))
                .policy(new Policy(Duration.ofMinutes(2), Duration.ZERO, restore))
                .data(DataChoice.KEEP)
                .build();
    }

    private void ask(Request request) {
        var sealed = agent.getBean(Envelopes.class).seal(request);
        agent.getBean(Publisher.class).publish(sealed);
    }

    private AgentReport awaitReport(DeploymentRequested of, Predicate<AgentReport> until) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> facts.newest.get(of.deploymentId()),
                        it -> it != null && (until.test(it) || it.phase().isEnd()));
    }

    private AgentReport awaitPhase(DeploymentRequested of, Phase phase) {
        var report = awaitReport(of, it -> it.phase() == phase);
        assertThat(report.phase()).as("%s %s", report.reason(), report.steps()).isEqualTo(phase);
        return report;
    }

    private String answer() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + publish + "/"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    private static String redis(String... arguments) throws IOException {
        var out = new ByteArrayOutputStream();
        var argv = Stream.concat(Stream.of("redis-cli"), Stream.of(arguments)).toList();
        new Execution(docker.engine).run(redis, argv, Map.of(), out, Duration.ofSeconds(20));
        return out.toString(UTF_8).strip();
    }

    @Test
    void releasesTakesBackWithItsDataAndRollsBack() throws Exception {
        var first = release("1", 1, RestorePolicy.NEVER);
        ask(first);
        var switched = awaitPhase(first, Phase.SWITCHED);
        assertThat(switched.confirmBy()).isAfter(Instant.now());
        assertThat(answer()).isEqualTo("1");
        ask(new KeepRequested(first.releaseId(), first.deploymentId(), AGENT, 1));
        var succeeded = awaitPhase(first, Phase.SUCCEEDED);
        assertThat(succeeded.backups())
                .singleElement()
                .satisfies(it -> assertThat(it.sealed()).isTrue());
        assertThat(succeeded.images().get("api").isLocal()).isTrue();

        redis("set", "order", "paid");
        var second = release("2", 2, RestorePolicy.AUTO);
        ask(second);
        awaitPhase(second, Phase.SWITCHED);
        assertThat(answer()).isEqualTo("2");
        redis("set", "order", "damaged");
        ask(new RollbackRequested(second.releaseId(), second.deploymentId(), AGENT, 2, "amal", "p95 412 ms"));
        var rolledBack = awaitPhase(second, Phase.ROLLED_BACK);
        assertThat(rolledBack.reason()).contains("p95 412 ms");
        assertThat(rolledBack.lostSince()).isNotNull();
        assertThat(answer()).isEqualTo("1");
        assertThat(redis("get", "order")).isEqualTo("paid");

        var third = release("3", 3, RestorePolicy.NEVER);
        ask(third);
        awaitPhase(third, Phase.SWITCHED);
        ask(new KeepRequested(third.releaseId(), third.deploymentId(), AGENT, 3));
        awaitPhase(third, Phase.SUCCEEDED);
        assertThat(answer()).isEqualTo("3");

        var back = rollback(first, 4);
        ask(back);
        awaitPhase(back, Phase.SUCCEEDED);
        assertThat(answer()).isEqualTo("1");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> facts.beats.getLast().running().stream()
                        .anyMatch(
                                it -> it.app().equals(docker.place.app()) && "1".equals(it.version()) && it.healthy()));
    }

    private static DeploymentRequested rollback(DeploymentRequested target, long epoch) {
        return target.with(copy -> copy.deploymentId(DeploymentId.next())
                .agent(AGENT)
                .kind(Kind.ROLLBACK)
                .epoch(epoch)
                .notAfter(Instant.now().plusSeconds(60))
                .aborts(null)
                .data(DataChoice.KEEP));
    }
}
