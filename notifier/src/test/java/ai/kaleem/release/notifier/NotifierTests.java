package ai.kaleem.release.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.Fact.NoticeDelivered;
import ai.kaleem.release.common.contract.Fact.NoticeFact;
import ai.kaleem.release.common.contract.ReleaseId;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Inboxes;
import ai.kaleem.release.common.messaging.Outgoing;
import ai.kaleem.release.common.messaging.Parked;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.notifier.outbound.Receiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.listener.MessageListenerContainer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service: a real broker, the embedded store on disk, real receivers. Closed after it, as it shares a queue. */
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class NotifierTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry properties) throws IOException {
        Broker.shared().register(properties);
        var token = Files.writeString(folder.resolve("token"), "internal-token-of-the-test\n");
        properties.add("kaleem.internal-token-file", token::toString);
        properties.add(
                "kaleem.embedded-mongo.folder", () -> folder.resolve("mongo").toString());
        properties.add("kaleem.notifier.first-pause", () -> "200ms");
    }

    @Autowired
    Publisher publisher;

    @Autowired
    Envelopes envelopes;

    @Autowired
    Inboxes inboxes;

    @LocalServerPort
    int port;

    private final List<NoticeFact> facts = new CopyOnWriteArrayList<>();
    private MessageListenerContainer releaseApi;
    private Receiver slack;
    private Receiver webhook;

    @BeforeEach
    void open() throws IOException {
        slack = new Receiver();
        webhook = new Receiver();
        releaseApi = inboxes.listen(Topology.FACTS_QUEUE, it -> facts.add((NoticeFact) it.data()));
        releaseApi.start();
    }

    @AfterEach
    void close() {
        releaseApi.stop();
        slack.close();
        webhook.close();
    }

    @Test
    void tellsEachChannelOfEachEventOnce() throws Exception {
        var story = aStory();
        var told = List.of(story.requested(), story.checksStarted(), story.succeeded());
        told.forEach(this::tell);
        told.forEach(this::tell); // as after a crash of release-api

        await().atMost(PATIENCE).until(() -> factsOf(story).size() == 4);
        assertThat(slack.requests()).hasSize(2);
        assertThat(webhook.requests())
                .extracting(it -> type(it.body()))
                .containsExactly("release.requested.v1", "release.succeeded.v1");
        assertThat(factsOf(story)).allSatisfy(it -> assertThat(it).isInstanceOf(NoticeDelivered.class));
        assertThat(factsOf(story))
                .extracting(NoticeFact::deploymentId)
                .containsOnly(told.getFirst().event().deploymentId());
    }

    @Test
    void comesBackUntilTheReceiverTakesItAndShowsItInTheLedger() throws Exception {
        webhook.answers(503, "restarting", Map.of());
        var story = Story.aRelease().toldTo(Story.webhook(webhook.url(), null));
        tell(story.succeeded());

        await().atMost(PATIENCE).until(() -> factsOf(story).size() == 1);
        assertThat(webhook.requests()).hasSize(2);

        var item = ledger(story.release()).path("items").path(0);
        assertThat(item.path("state").stringValue()).isEqualTo("DELIVERED");
        assertThat(item.path("attempts").intValue()).isEqualTo(2);
        assertThat(item.path("event").stringValue()).isEqualTo("release.succeeded.v1");
        assertThat(item.path("channel").stringValue()).isEqualTo("hook");
    }

    @Test
    void goesOnAfterAnEventOfANewerVersionWhichIsParked() throws Exception {
        var parked = new CopyOnWriteArrayList<Parked>();
        var parking = inboxes.listenToParking(parked::add);
        parking.start();
        try {
            var story = Story.aRelease().toldTo(Story.webhook(webhook.url(), null));
            var known = envelopes.seal(story.succeeded());
            publisher.publish(with(known, known.body().replace("release.succeeded.v1", "release.quarantined.v1")));
            publisher.publish(with(known, known.body().replace("\"WEBHOOK\"", "\"CARRIER_PIGEON\"")));
            publisher.publish(with(known, known.body().replace("\"data\":{", "\"data\":{\"mood\":\"calm\",")));

            await().atMost(PATIENCE).until(() -> factsOf(story).size() == 1 && parked.size() == 2);
            assertThat(webhook.requests()).hasSize(1);
            assertThat(parked)
                    .extracting(Parked::inWords)
                    .allSatisfy(it -> assertThat(it).contains("may come from a newer one: replay"));
        } finally {
            parking.stop();
        }
    }

    @Test
    void showsTheLedgerToNobodyWithoutTheToken() throws Exception {
        var release = ReleaseId.next();

        assertThat(get("/internal/deliveries?release=" + release, null).statusCode())
                .isEqualTo(401);
        assertThat(get("/internal/deliveries?release=" + release, "wrong").statusCode())
                .isEqualTo(401);
        assertThat(get("/internal/deliveries?release=" + release, "internal-token-of-the-test")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        var answer = get("/internal/deliveries?release=42", "internal-token-of-the-test");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("release: '42' is not a release id");
        assertThat(get("/internal/deliveries", "internal-token-of-the-test").statusCode())
                .isEqualTo(400);
    }

    @Test
    void isHealthy() throws Exception {
        var health = get("/actuator/health", null);

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("UP").doesNotContain("mongo", "rabbit");
        assertThat(get("/actuator/health/readiness", null).statusCode()).isEqualTo(200);
    }

    @Test
    void showsNothingButItsHealthToNobodyWithoutTheToken() throws Exception {
        assertThat(get("/actuator/metrics", null).statusCode()).isEqualTo(401);
        assertThat(get("/actuator/info", null).statusCode()).isEqualTo(401);
        assertThat(get("/actuator/metrics", "internal-token-of-the-test").statusCode())
                .isEqualTo(200);
    }

    private Story aStory() throws IOException {
        var file = Files.writeString(folder.resolve("slack"), slack.url());
        return Story.aRelease().toldTo(Story.slack(file.toString(), "ar"), Story.webhook(webhook.url(), null));
    }

    private List<NoticeFact> factsOf(Story story) {
        return facts.stream()
                .filter(it -> it.releaseId().equals(story.release()))
                .toList();
    }

    private static Outgoing with(Outgoing known, String body) {
        return new Outgoing(known.id(), known.exchange(), known.routingKey(), known.type(), known.subject(), body);
    }

    private void tell(Told told) {
        publisher.publish(envelopes.seal(told));
    }

    private JsonNode ledger(ReleaseId release) throws Exception {
        return JsonMapper.shared()
                .readTree(get("/internal/deliveries?release=" + release, "internal-token-of-the-test")
                        .body());
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(PATIENCE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String type(String body) {
        return JsonMapper.shared().readTree(body).path("type").stringValue();
    }
}
