package ai.kaleem.release.api.inbound.http;

import static org.awaitility.Awaitility.await;

import ai.kaleem.release.api.access.TokenHash;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.AgentFact;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.testing.Broker;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * release-api as a process of its own, with the options of real use, a store and a virtual host of its own; the test plays its
 * agents.
 */
final class ApiProcess implements AutoCloseable {

    /** Of the broker: another release-api in this JVM would take its facts away. */
    private static final String HOST = "api-process";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Envelopes envelopes = new Envelopes("test", Clock.systemUTC(), Traces.NONE);
    private final CachingConnectionFactory connections = Broker.shared().connections();
    private final Publisher publisher;
    private final Process process;
    private final Path log;
    private final int port;

    private ApiProcess(Process process, Path log, int port) {
        connections.setVirtualHost(HOST);
        var template = new RabbitTemplate(connections);
        template.setMandatory(true);
        this.publisher = new Publisher(template, Duration.ofSeconds(20));
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** @param heap as {@code -Xmx} takes it */
    static ApiProcess start(Path folder, String heap) throws IOException, InterruptedException {
        var broker = Broker.shared().container();
        broker.execInContainer("rabbitmqctl", "add_vhost", HOST);
        broker.execInContainer(
                "rabbitmqctl", "set_permissions", "-p", HOST, broker.getAdminUsername(), ".*", ".*", ".*");
        var port = freePort();
        var log = folder.resolve("api.log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx" + heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "ai.kaleem.release.api.ReleaseApi",
                        "--server.port=" + port,
                        "--spring.rabbitmq.addresses=%s/%s"
                                .formatted(Broker.shared().url(), HOST),
                        "--kaleem.embedded-mongo.folder=" + folder.resolve("mongo"),
                        "--kaleem.api.token-hash="
                                + TokenHash.of(RunningApi.TOKEN).value())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var api = new ApiProcess(process, log, port);
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(api::answers);
        return api;
    }

    private boolean answers() throws IOException, InterruptedException {
        return client.send(to("/actuator/health").build(), BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + RunningApi.TOKEN);
    }

    /** A first release of an app without gates, under way. */
    Under release(String app) {
        send(to("/api/v1/apps/" + app)
                .header("Content-Type", RunningApi.YAML)
                .PUT(BodyPublishers.ofString("""
                app: %s
                services: {api: {image: shop-api, port: 3000}}
                environments: {production: {agent: agent-of-%s, publish: "127.0.0.1:3000"}}
                """.formatted(app, app))));
        var placed = send(to("/api/v1/releases")
                .header("Content-Type", RunningApi.JSON)
                .POST(BodyPublishers.ofString(
                        "{\"app\": \"%s\", \"environment\": \"production\", \"version\": \"1.0.0\"}".formatted(app))));
        return new Under(
                app,
                new ReleaseId(placed.get("id").stringValue()),
                new DeploymentId(placed.get("deployment").stringValue()));
    }

    /** A deployment as the test knows it. */
    record Under(String app, ReleaseId release, DeploymentId deployment) {}

    private JsonNode send(HttpRequest.Builder request) {
        try {
            return JSON.readTree(
                    client.send(request.build(), BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    OpenStream follow(Under it) {
        return new OpenStream(port, "/api/v1/releases/%s/events".formatted(it.release()));
    }

    /** A report whose steps have all the evidence that a step may have. */
    void agentSays(Under it, int steps, long revision, Phase phase) {
        var at = Instant.parse("2026-03-01T10:00:00Z");
        var evidence = "0123456789abcde\n".repeat(4096);
        publisher.publish(envelopes.seal(AgentFact.of(new AgentReport(
                it.release(),
                it.deployment(),
                "agent-of-" + it.app(),
                it.app(),
                "production",
                1,
                revision,
                Instant.now(),
                phase,
                IntStream.range(0, steps)
                        .mapToObj(n -> new Step("step-" + n, StepState.DONE, at, at, "done", evidence))
                        .toList(),
                List.of(),
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null))));
    }

    /** All that it wrote so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        connections.destroy();
    }
}
