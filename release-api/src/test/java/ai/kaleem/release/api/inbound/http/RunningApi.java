package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope.Action;
import ai.kaleem.release.api.access.TokenHash;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.Step;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Fact.AgentFact;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.testing.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole of release-api on a port of its own, over a real broker and an embedded store. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class RunningApi {

    static final String TOKEN = "krl_a-token-of-the-tests";

    /** Of another person. */
    static final String SALMA = "krl_the-token-of-salma";

    static final String YAML = "application/yaml";
    static final String JSON = "application/json";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final Path FOLDER = folder();

    /** In the place of gate-service. */
    static final PlayedGates GATES = new PlayedGates(FOLDER);

    final JsonMapper mapper = JsonMapper.builder().build();

    @LocalServerPort
    int port;

    @Autowired
    Envelopes envelopes;

    @Autowired
    Publisher publisher;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        Broker.shared().register(properties);
        properties.add("kaleem.embedded-mongo.folder", FOLDER::toString);
        properties.add("kaleem.api.token-hash-file", RunningApi::tokens);
        properties.add("kaleem.api.pepper-file", RunningApi::pepper);
        properties.add("kaleem.webhooks.secrets-folder", () -> webhooks().toString());
        properties.add("kaleem.gates.url", GATES::url);
        properties.add("kaleem.internal-token-file", () -> GATES.tokenFile().toString());
    }

    private static Path tokens() {
        var lines = new ArrayList<String>();
        lines.add(TokenHash.of(TOKEN).value());
        lines.add("salma " + TokenHash.of(SALMA).value());
        scoped().forEach((token, scopes) ->
                lines.add("scoped %s %s".formatted(TokenHash.of(token).value(), scopes)));
        return write("tokens", lines);
    }

    private static Path pepper() {
        return write("pepper", List.of("a-pepper-of-the-tests-with-32-letters"));
    }

    /** Where a test puts the secret of an app of its own. */
    static Path webhooks() {
        try {
            return Files.createDirectories(FOLDER.resolve("webhooks"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(String name, List<String> lines) {
        try {
            return Files.write(FOLDER.resolve(name), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For one action alone, in staging where it is about an environment. */
    static String tokenFor(Action action) {
        return "krl_only-%s".formatted(action);
    }

    /** For everything but that, everywhere. */
    static String tokenWithout(Action action) {
        return "krl_all-but-%s".formatted(action);
    }

    private static Map<String, String> scoped() {
        var tokens = new HashMap<String, String>();
        for (var action : Action.values()) {
            tokens.put(tokenFor(action), action.isSomewhere() ? action + ":staging" : action.toString());
            tokens.put(
                    tokenWithout(action),
                    Arrays.stream(Action.values())
                            .filter(it -> it != action)
                            .map(it -> it.isSomewhere() ? it + ":*" : it.toString())
                            .collect(Collectors.joining(",")));
        }
        return tokens;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(20));
    }

    HttpRequest.Builder authorized(String path) {
        return to(path).header("Authorization", "Bearer " + TOKEN);
    }

    HttpResponse<String> get(String path) {
        return send(authorized(path).GET());
    }

    HttpResponse<String> post(String path, String body) {
        return send(authorized(path).header("Content-Type", JSON).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> putPlan(String app, String yaml) {
        return send(authorized("/api/v1/apps/" + app)
                .header("Content-Type", YAML)
                .PUT(HttpRequest.BodyPublishers.ofString(yaml)));
    }

    /** A plan without gates, for an app of the test's own. */
    void appIsThere(String app) {
        var answer = putPlan(app, """
                app: %s
                services: {api: {image: shop-api, port: 3000}}
                environments: {production: {agent: agent-of-%s, publish: "127.0.0.1:3000"}}
                """.formatted(app, app));
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.body());
        }
    }

    /** The agent of {@link #appIsThere} reports on a deployment, over the real broker. */
    void agentSays(JsonNode placed, long epoch, Phase phase, long revision, String reason) {
        var app = json(get(placed.get("url").stringValue())).get("app").stringValue();
        publisher.publish(envelopes.seal(AgentFact.of(new AgentReport(
                new ReleaseId(placed.get("id").stringValue()),
                new DeploymentId(placed.get("deployment").stringValue()),
                "agent-of-" + app,
                app,
                "production",
                epoch,
                revision,
                Instant.now(),
                phase,
                List.of(new Step("pull", StepState.DONE, Instant.now(), Instant.now(), "pulled", "layer 1\nlayer 2\n")),
                List.of(),
                Map.of("api", new ImageRef("sha256:" + "0f".repeat(32))),
                null,
                null,
                null,
                reason,
                "See the log",
                null))));
    }

    JsonNode json(HttpResponse<String> answer) {
        return mapper.readTree(answer.body());
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static HttpClient client() {
        return CLIENT;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(Path.of("target"), "api-mongo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
