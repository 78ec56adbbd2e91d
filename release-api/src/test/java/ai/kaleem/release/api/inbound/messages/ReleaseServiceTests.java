package ai.kaleem.release.api.inbound.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.api.access.TokenHash;
import ai.kaleem.release.api.parking.Letter;
import ai.kaleem.release.api.parking.ParkedMessage;
import ai.kaleem.release.api.parking.ParkedMessages;
import ai.kaleem.release.api.parking.ReplayParked;
import ai.kaleem.release.api.release.ReleaseView;
import ai.kaleem.release.api.release.Releases;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentState;
import ai.kaleem.release.common.contract.Fact.AgentFact;
import ai.kaleem.release.common.contract.Fact.Beat;
import ai.kaleem.release.common.contract.Fact.Serving;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.Message;
import ai.kaleem.release.common.contract.ReleaseEvent.BackupMissed;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.StoredData;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.testing.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** The whole service over a real broker and the embedded store; the test is the agent. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ReleaseServiceTests {

    private static final String TOKEN = "krl_a-token-of-the-tests";
    private static final Duration SOON = Duration.ofSeconds(15);

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Envelopes envelopes = new Envelopes("agent", Clock.systemUTC(), Traces.NONE);
    private final Map<String, Queue<Message>> heard = new HashMap<>();
    private final List<MessageListenerContainer> consumers = new ArrayList<>();
    private long revision = 0;

    @LocalServerPort
    private int port;

    @Autowired
    private ConnectionFactory connections;

    @Autowired
    private Inboxes inboxes;

    @Autowired
    private Publisher publisher;

    @Autowired
    private Releases releases;

    @Autowired
    private ParkedMessages parked;

    @Autowired
    private ReplayParked replay;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) throws IOException {
        Broker.shared().register(properties);
        var folder = Files.createTempDirectory(Path.of("target"), "service-mongo");
        properties.add("kaleem.embedded-mongo.folder", () -> folder);
        properties.add("kaleem.api.token-hash", () -> TokenHash.of(TOKEN).value());
    }

    @Test
    void aReleaseRunsFromThePostToItsEndAndItsStoryIsTold() throws Exception {
        var story = listenTo("#.production");
        put("runs");
        var id = post("runs", "1.0.0");
        var request = agentHears("agent-of-runs");
        assertThat(request.releaseId()).isEqualTo(id);
        assertThat(request.epoch()).isEqualTo(1);

        tell(request, Phase.ACCEPTED);
        tell(request, Phase.SWITCHED);
        await().atMost(SOON).until(() -> state(id) == DeploymentState.VERIFYING);
        tell(request, Phase.KEPT);
        tell(request, Phase.SUCCEEDED);
        await().atMost(SOON).until(() -> state(id) == DeploymentState.SUCCEEDED);

        var told = new ArrayList<Told>();
        await().atMost(SOON).until(() -> {
            while (story.poll() instanceof Told it) {
                if (it.releaseId().equals(id)) {
                    told.add(it);
                }
            }
            return !told.isEmpty() && told.getLast().standing().state() == DeploymentState.SUCCEEDED;
        });
        assertThat(told)
                .extracting(Told::number)
                .isEqualTo(LongStream.rangeClosed(1, told.size()).boxed().toList());
        await().atMost(SOON)
                .until(() -> releases.open("runs", "production", null, 1).isEmpty());
    }

    @Test
    void aBackupThatIsMissingIsTold() throws Exception {
        var story = listenTo("#.production");
        put("missed");
        var id = post("missed", "1.0.0");
        tell(agentHears("agent-of-missed"), Phase.SUCCEEDED);
        await().atMost(SOON).until(() -> state(id) == DeploymentState.SUCCEEDED);
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var due = now.minusSeconds(7200);
        var data = new StoredData(
                now, List.of(), List.of(new StoredData.Schedule("redis", due, null, "the disk is full")));
        var serving = new Serving("missed", "production", id, "1.0.0", true, null, data);
        publisher.publish(envelopes.seal(new Beat("agent-of-missed", now, "0.1.0", List.of(serving))));

        await().atMost(SOON.multipliedBy(3))
                .until(() -> story.poll() instanceof Told it
                        && it.releaseId().equals(id)
                        && it.event() instanceof BackupMissed missed
                        && missed.due().equals(due)
                        && "the disk is full".equals(missed.problem()));
    }

    @Test
    void theSecondWaitsForTheFirst() throws Exception {
        put("queues");
        var first = post("queues", "1.0.0");
        var second = post("queues", "1.1.0");
        var request = agentHears("agent-of-queues");
        assertThat(state(second)).isEqualTo(DeploymentState.WAITING);

        tell(request, Phase.FAILED);
        await().atMost(SOON).until(() -> state(second) == DeploymentState.DEPLOYING);
        assertThat(state(first)).isEqualTo(DeploymentState.FAILED);
        assertThat(agentHears("agent-of-queues").releaseId()).isEqualTo(second);
    }

    @Test
    void whoSpeaksForAnotherAgentIsParked() throws Exception {
        put("forged");
        var id = post("forged", "1.0.0");
        var sealed = envelopes.seal(AgentFact.of(report(agentHears("agent-of-forged"), Phase.FAILED)));
        publisher.publish(new Outgoing(
                sealed.id(),
                sealed.exchange(),
                "agent.failed.agent-of-somebody-else",
                sealed.type(),
                sealed.subject(),
                sealed.body()));

        await().atMost(SOON).until(() -> parked.find(sealed.id()).isPresent());
        assertThat(state(id)).isEqualTo(DeploymentState.DEPLOYING);
    }

    @Test
    void aFactOfAReleaseNobodyKnowsIsParkedAndHoldsUpNobody() throws Exception {
        put("unknown");
        post("unknown", "1.0.0");
        var known = agentHears("agent-of-unknown");
        var report = report(known, Phase.FAILED);
        var sealed = envelopes.seal(AgentFact.of(new AgentReport(
                ReleaseId.next(),
                report.deploymentId(),
                report.agent(),
                report.app(),
                report.environment(),
                report.epoch(),
                report.revision(),
                report.at(),
                report.phase(),
                report.steps(),
                report.backups(),
                report.images(),
                null,
                null,
                null,
                null,
                null,
                null)));
        publisher.publish(sealed);
        tell(known, Phase.FAILED);

        await().atMost(SOON).until(() -> state(known.releaseId()) == DeploymentState.FAILED);
        await().atMost(SOON).until(() -> parked.find(sealed.id()).isPresent());
    }

    @Test
    void whatCannotBeReadIsParkedWithWhereItWasAndComesBackWhenReplayed() {
        var id = "01PARKED" + System.nanoTime();
        publisher.publish(
                new Outgoing(id, Topology.FACTS, "agent.nonsense.vps-1", "none", "none", "{\"specversion\":"));
        await().atMost(SOON).until(() -> parked.find(id).isPresent());
        assertThat(parked.find(id)).get().satisfies(it -> {
            assertThat(it.queue()).isEqualTo(Topology.FACTS_QUEUE);
            assertThat(it.routingKey()).isEqualTo("agent.nonsense.vps-1");
            assertThat(it.why()).startsWith("No JSON");
        });
        var first = parked.find(id).map(ParkedMessage::parkedAt).orElseThrow();

        replay.replay(id, "salma", null);
        await().atMost(SOON)
                .until(() -> parked.find(id)
                        .map(ParkedMessage::parkedAt)
                        .filter(it -> it.isAfter(first))
                        .isPresent());
        await().atMost(SOON).until(() -> parked.trail(id).size() == 4);
        assertThat(parked.find(id)).get().satisfies(it -> {
            assertThat(it.state()).isEqualTo(ParkedMessage.State.PARKED);
            assertThat(it.routingKey()).isEqualTo("agent.nonsense.vps-1");
        });
        assertThat(parked.letter(id)).get().extracting(Letter::body).isEqualTo("{\"specversion\":".getBytes());
    }

    @Test
    void aReplayedFactHasItsEffectOnceHoweverOftenAndUnderWhoseKeyItCame() throws Exception {
        put("replayed");
        var id = post("replayed", "1.0.0");
        var request = agentHears("agent-of-replayed");
        var sealed = envelopes.seal(AgentFact.of(report(request, Phase.FAILED)));
        // As an agent's word that was parked while we could not take it.
        parked.keep(
                new Letter(
                        sealed.id(),
                        Topology.FACTS_QUEUE,
                        sealed.exchange(),
                        sealed.routingKey(),
                        "rejected",
                        "The consumer could not take it",
                        sealed.body().getBytes(StandardCharsets.UTF_8),
                        Map.of(),
                        List.of(),
                        ""),
                Instant.now());

        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var caller = 0; caller < 4; caller++) {
                callers.execute(() -> replay.replay(sealed.id(), "salma", "it can be taken now"));
            }
        }

        await().atMost(SOON).until(() -> state(id) == DeploymentState.FAILED);
        tell(request, Phase.FAILED);
        put("replayed-too");
        post("replayed-too", "1.0.0");
        tell(agentHears("agent-of-replayed-too"), Phase.FAILED);
        await().atMost(SOON)
                .until(() ->
                        releases.open("replayed-too", "production", null, 1).isEmpty());
        assertThat(releases.get(id).story())
                .filteredOn(it -> it.state().isEnd())
                .hasSize(1);
        assertThat(parked.find(sealed.id()))
                .get()
                .extracting(ParkedMessage::state)
                .isEqualTo(ParkedMessage.State.REPLAYED);
    }

    @Test
    void aFactOfATypeThatANewerVersionSendsIsParkedWithWhatToDoAndHoldsUpNobody() throws Exception {
        put("older");
        post("older", "1.0.0");
        var request = agentHears("agent-of-older");
        var sealed = envelopes.seal(AgentFact.of(report(request, Phase.FAILED)));
        publisher.publish(new Outgoing(
                "01NEWER" + System.nanoTime(),
                sealed.exchange(),
                sealed.routingKey(),
                "agent.dreamt.v9",
                sealed.subject(),
                sealed.body().replace("agent.failed.v1", "agent.dreamt.v9")));
        tell(request, Phase.FAILED);

        await().atMost(SOON).until(() -> state(request.releaseId()) == DeploymentState.FAILED);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(parked.list(null, null, 200))
                        .extracting(ParkedMessage::why)
                        .anySatisfy(it -> assertThat(it)
                                .contains("agent.dreamt.v9", "newer", "replay the message after the upgrade")));
    }

    private void put(String app) throws Exception {
        var plan = """
                app: %s
                services: {api: {image: %s-api, port: 3000}}
                environments: {production: {agent: agent-of-%s, publish: "127.0.0.1:3000"}}
                """.formatted(app, app, app);
        var answer = send("/api/v1/apps/" + app, "PUT", "application/yaml", plan);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private ReleaseId post(String app, String version) throws Exception {
        var form = Map.of("app", app, "environment", "production", "version", version);
        var answer = send("/api/v1/releases", "POST", "application/json", mapper.writeValueAsString(form));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var location = answer.headers().firstValue("Location").orElseThrow();
        return new ReleaseId(location.substring(location.lastIndexOf('/') + 1));
    }

    private HttpResponse<String> send(String path, String method, String type, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private DeploymentState state(ReleaseId id) {
        return releases.get(id).view().deployments().stream()
                .map(ReleaseView.DeploymentView::state)
                .findFirst()
                .orElseThrow();
    }

    /** The next request of the agent; its queue has one consumer at a time, as an agent is. */
    private DeploymentRequested agentHears(String agent) {
        var heard = inboxOf(Topology.agentQueue(agent));
        return await().atMost(SOON).until(heard::poll, Objects::nonNull) instanceof DeploymentRequested it
                ? it
                : Assertions.fail("no request for a deployment");
    }

    private Queue<Message> inboxOf(String queue) {
        return heard.computeIfAbsent(queue, it -> {
            var messages = new LinkedBlockingQueue<Message>();
            var consumer = inboxes.listen(it, message -> messages.add(message.data()));
            consumer.start();
            consumers.add(consumer);
            return messages;
        });
    }

    @AfterEach
    void stopListening() {
        consumers.forEach(MessageListenerContainer::stop);
    }

    private Queue<Message> listenTo(String key) {
        var admin = new RabbitAdmin(connections);
        var queue = new org.springframework.amqp.core.Queue("test-" + System.nanoTime(), false, false, true);
        admin.declareQueue(queue);
        admin.declareBinding(BindingBuilder.bind(queue)
                .to(new TopicExchange(Topology.EVENTS))
                .with(key));
        return inboxOf(queue.getName());
    }

    private void tell(DeploymentRequested request, Phase phase) {
        publisher.publish(envelopes.seal(AgentFact.of(report(request, phase))));
    }

    private AgentReport report(DeploymentRequested request, Phase phase) {
        return new AgentReport(
                request.releaseId(),
                request.deploymentId(),
                request.agent(),
                request.app(),
                request.environment(),
                request.epoch(),
                ++revision,
                Instant.now(),
                phase,
                List.of(),
                List.of(),
                Map.of("api", new ImageRef("sha256:" + "ab".repeat(32))),
                null,
                null,
                "1.0.0",
                null,
                null,
                null);
    }
}
