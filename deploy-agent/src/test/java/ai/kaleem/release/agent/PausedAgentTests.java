package ai.kaleem.release.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.ContainerState;
import ai.kaleem.release.agent.deploy.SavedDeployment;
import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
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
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.TopologyDeclarer;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A real agent is stopped in the middle and wakes up late, over a real broker, engine and journal. */
class PausedAgentTests {

    private static final String AGENT = "agent-that-sleeps";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Longer than the agent takes for no absence. */
    private static final Duration NAP = Duration.ofSeconds(3);

    /** Answers 503 until that moment. */
    private static final String READY_AT = """
            const http = require('http'), at = Number(process.env.READY_AT || 0);
            http.createServer((request, response) => {
              response.statusCode = Date.now() < at ? 503 : 200;
              response.end(process.env.VERSION);
            }).listen(3000);
            process.on('SIGTERM', () => process.exit(0));
            """;

    @TempDir
    Path folder;

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Envelopes envelopes = new Envelopes("release-api", Clock.systemUTC(), Traces.NONE);
    private CachingConnectionFactory connections;
    private Publisher publisher;
    private DockerPlace docker;
    private AgentProcess agent;
    private String publish;

    @BeforeEach
    void open() throws IOException {
        docker = new DockerPlace(folder);
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            publish = "127.0.0.1:" + socket.getLocalPort();
        }
        connections = Broker.shared().connections();
        new TopologyDeclarer(connections).declareAgent(AGENT);
        var template = new RabbitTemplate(connections);
        template.setMandatory(true);
        publisher = new Publisher(template, Duration.ofSeconds(10));
        agent = AgentProcess.start(
                AGENT, folder.resolve("data"), Broker.shared().url(), folder.resolve("agent.log"));
        agent.awaitSaid("Started DeployAgent");
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
        connections.destroy();
        docker.close();
    }

    @Test
    void changesNothingThatItMayNot() throws Exception {
        var first = release(
                "1", 1, Duration.ofMinutes(1), Instant.EPOCH, Instant.now().plusSeconds(60));
        ask(first);
        awaitPhase(first, Phase.SWITCHED);
        ask(keep(first));
        awaitPhase(first, Phase.SUCCEEDED);

        losesTheTurn(first);
        refusesWhatIsOver();
        takesTheKeepThatCameInTime();
    }

    /** Stopped while 2 starts; when it wakes, 2 is healthy, and 3 has had the turn for a while. */
    private void losesTheTurn(DeploymentRequested first) throws Exception {
        var second = release(
                "2",
                2,
                Duration.ofMinutes(1),
                Instant.now().plusSeconds(12),
                Instant.now().plusSeconds(60));
        ask(second);
        awaitReport(second, it -> stateOf(it, "healthy") == StepState.RUNNING);
        agent.pause();
        ask(release("3", 3, Duration.ofMinutes(1), Instant.EPOCH, Instant.now().plusSeconds(120)));
        var readyAt = Instant.now().plusSeconds(13);
        awaitUntil(readyAt);
        agent.wake();
        assertThat(awaitPhase(second, Phase.CANCELLED).serving()).isEqualTo("1");
        await().atMost(PATIENCE).until(() -> agent.said().contains("sends all traffic to"));
        assertThat(agent.said()).doesNotContain("sends all traffic to " + container(second));
    }

    private void refusesWhatIsOver() throws Exception {
        agent.pause();
        var late = release(
                "4", 4, Duration.ofMinutes(1), Instant.EPOCH, Instant.now().plus(NAP));
        ask(late);
        awaitUntil(late.notAfter().plusSeconds(1));
        agent.wake();
        assertThat(awaitPhase(late, Phase.REFUSED).reason()).contains("the latest it may begin");
        assertThat(docker.host.list(docker.place))
                .extracting(ContainerState::version)
                .doesNotContain("4");
    }

    private void takesTheKeepThatCameInTime() throws Exception {
        var kept = release("5", 5, NAP, Instant.EPOCH, Instant.now().plusSeconds(60));
        ask(kept);
        awaitPhase(kept, Phase.SWITCHED);
        agent.pause();
        ask(keep(kept));
        awaitUntil(Instant.now().plus(NAP).plusSeconds(1));
        agent.wake();
        awaitPhase(kept, Phase.SUCCEEDED);

        var forgotten = release("6", 6, NAP, Instant.EPOCH, Instant.now().plusSeconds(60));
        ask(forgotten);
        awaitPhase(forgotten, Phase.SWITCHED);
        agent.pause();
        awaitUntil(Instant.now().plus(NAP).plusSeconds(1));
        agent.wake();
        assertThat(awaitPhase(forgotten, Phase.ROLLED_BACK).serving()).isEqualTo("5");
    }

    private static void awaitUntil(Instant moment) {
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(moment));
    }

    private void ask(Request request) {
        publisher.publish(envelopes.seal(request));
    }

    private static KeepRequested keep(DeploymentRequested of) {
        return new KeepRequested(of.releaseId(), of.deploymentId(), of.agent(), of.epoch());
    }

    private static StepState stateOf(AgentReport report, String step) {
        return report.steps().stream()
                .filter(it -> it.name().equals(step))
                .map(AgentReport.Step::state)
                .findFirst()
                .orElseThrow();
    }

    private static String container(DeploymentRequested of) {
        return "%s-%s-api-%s"
                .formatted(of.app(), of.environment(), of.deploymentId().value().toLowerCase(java.util.Locale.ROOT));
    }

    private AgentReport awaitPhase(DeploymentRequested of, Phase phase) {
        var report = awaitReport(of, it -> it.phase() == phase || it.phase().isEnd());
        assertThat(report.phase())
                .as("%s %s%n%s", report.reason(), report.steps(), agent.said())
                .isEqualTo(phase);
        return report;
    }

    private AgentReport awaitReport(DeploymentRequested of, Predicate<AgentReport> until) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> journalled(of), it -> it != null && until.test(it));
    }

    /** As the agent's own journal has it; null where it has not heard of it. */
    private AgentReport journalled(DeploymentRequested of) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/journal.db"));
                var statement = connection.prepareStatement("SELECT saved FROM deployment WHERE id = ?")) {
            statement.setString(1, of.deploymentId().value());
            try (var rows = statement.executeQuery()) {
                return rows.next()
                        ? mapper.readValue(rows.getString(1), SavedDeployment.class)
                                .report()
                        : null;
            }
        }
    }

    private DeploymentRequested release(
            String version, long epoch, Duration confirmWithin, Instant readyAt, Instant notAfter) {
        var api = ServiceSpecBuilder.builder()
                .name("api")
                .image(Images.node().asCanonicalNameString())
                .command(List.of("node", "-e", READY_AT))
                .port(3000)
                .publish(publish)
                .environment(Map.of("VERSION", version, "READY_AT", String.valueOf(readyAt.toEpochMilli())))
                .networks(List.of(docker.place.app() + "-net"))
                .stopGrace(Duration.ofSeconds(2))
                .health(new ServiceSpec.Health("/", 100, Duration.ofMillis(500), Duration.ofSeconds(1)))
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
                .notAfter(notAfter)
                .services(List.of(api))
                .policy(new Policy(confirmWithin, Duration.ZERO, RestorePolicy.NEVER))
                .data(DataChoice.KEEP)
                .build();
    }
}
