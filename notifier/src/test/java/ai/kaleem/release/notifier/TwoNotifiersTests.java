package ai.kaleem.release.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.notifier.outbound.Receiver;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/** Two processes on one store, while a receiver is down, and something happens to one of them. */
class TwoNotifiersTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int RELEASES = 10;

    @TempDir
    static Path folder;

    private static EmbeddedMongo store;
    private static MongoClient client;
    private static NotifierProcess one;
    private static NotifierProcess two;
    private static CachingConnectionFactory connections;
    private static RabbitAdmin admin;
    private static Publisher publisher;

    private final Envelopes envelopes = new Envelopes("release-api", Clock.systemUTC(), Traces.NONE);
    private Receiver receiver;
    private List<String> releases;

    @BeforeAll
    static void startBoth() throws IOException {
        connections = Broker.shared().connections();
        admin = new RabbitAdmin(connections);
        List.of(Topology.NOTICES_QUEUE, Topology.FACTS_QUEUE).forEach(it -> admin.purgeQueue(it));
        var template = new RabbitTemplate(connections);
        template.setMandatory(true);
        publisher = new Publisher(template, Duration.ofSeconds(10));
        store = EmbeddedMongo.inMemory();
        client = MongoClients.create(store.connectionString());
        var uri = "--spring.mongodb.uri=" + store.connectionString("notices");
        one = NotifierProcess.start(folder.resolve("one"), uri);
        two = NotifierProcess.start(folder.resolve("two"), uri);
    }

    @AfterAll
    static void endBoth() throws Exception {
        one.kill();
        two.kill();
        client.close();
        store.close();
        connections.destroy();
    }

    @BeforeEach
    void theReceiverRefusesAll() throws Exception {
        for (var notifier : List.of(one, two)) {
            if (!notifier.isAlive()) {
                notifier.start();
            }
        }
        await().atMost(SOON).until(() -> one.isUp() && two.isUp());
        receiver = new Receiver();
        receiver.answersAlways(503);
        var stories = IntStream.range(0, RELEASES)
                .mapToObj(it -> Story.aRelease().toldTo(Story.webhook(receiver.url(), null)))
                .toList();
        releases = stories.stream().map(it -> it.release().value()).toList();
        stories.forEach(it -> publisher.publish(envelopes.seal(it.succeeded())));
        await().atMost(SOON).until(() -> receiver.requests().size() >= RELEASES && ledger().size() == RELEASES);
    }

    @AfterEach
    void close() {
        if (receiver != null) {
            receiver.close();
        }
    }

    @Test
    void theOtherOneGoesOnForOneThatIsKilled() throws Exception {
        one.kill();

        deliversAll();
    }

    @Test
    void oneThatWakesUpLateSendsNothingAgain() throws Exception {
        one.pause();
        try {
            deliversAll();
        } finally {
            one.goOn();
        }
        var heard = receiver.requests().size();
        var attempts = attempts();

        var later = Story.aRelease().toldTo(Story.webhook(receiver.url(), null));
        publisher.publish(envelopes.seal(later.succeeded()));

        await().atMost(SOON).until(() -> receiver.requests().size() > heard);
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> attempts() == attempts);
        assertThat(receiver.requests().stream().skip(heard))
                .as("heard after it woke up")
                .extracting(it -> it.header("webhook-id"))
                .allMatch(it -> it.startsWith(later.release().value()) || answeredWhileItSlept(it, heard));
    }

    @Test
    void oneThatIsStoppedLosesNothing() throws Exception {
        two.end();

        deliversAll();
    }

    /** A request that was under way when it was paused may arrive when it goes on: under the same id. */
    private boolean answeredWhileItSlept(String id, int heard) {
        return receiver.requests().stream()
                .limit(heard)
                .anyMatch(it -> it.header("webhook-id").equals(id));
    }

    private void deliversAll() {
        receiver.answersAlways(200);
        await().atMost(SOON)
                .until(() ->
                        ledger().stream().allMatch(it -> it.getString("state").equals("DELIVERED")));
        assertThat(receiver.requests())
                .extracting(it -> it.header("webhook-id"))
                .as("one id for each")
                .containsOnly(releases.stream().map(it -> it + "-000001-hook").toArray(String[]::new));
    }

    private int attempts() {
        return ledger().stream().mapToInt(it -> it.getInteger("attempts")).sum();
    }

    private List<Document> ledger() {
        return client.getDatabase("notices").getCollection("deliveries").find().into(new ArrayList<>()).stream()
                .filter(it -> releases.contains(it.getString("release")))
                .toList();
    }
}
