package ai.kaleem.release.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.Fact.NoticeDelivered;
import ai.kaleem.release.common.contract.Fact.NoticeGivenUp;
import ai.kaleem.release.common.contract.Message;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.CrashPoints;
import ai.kaleem.release.common.crash.Crashed;
import ai.kaleem.release.common.crash.EachOnce;
import ai.kaleem.release.common.crash.Moment;
import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.Topology;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.messaging.UnreadableMessage;
import ai.kaleem.release.common.mongo.EmbeddedMongo;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.notifier.outbound.Receiver;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * The notifier dies before and after each of its outside calls, over a real store, broker and receivers. However often it
 * dies, each event reaches each channel under one id, in order, and its end is told.
 */
class EveryCrashPointTests {

    private static final Duration LONGEST_LIFE = Duration.ofSeconds(60);

    /** Why nobody dies there. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "Delivery.giveBack > Channel.basicReject", "only where the store is away at a shutdown",
            "MongoDeliveries.of > FindIterable.into", "shows the ledger and changes nothing",
            "Publisher.send > RabbitOperations.send", "only release-api replays",
            "TopologyDeclarer.declare > AmqpAdmin.declareBinding", "only release-api declares",
            "TopologyDeclarer.declare > AmqpAdmin.declareExchange", "only release-api declares",
            "TopologyDeclarer.declare > AmqpAdmin.declareQueue", "only release-api declares");

    private final Catalogue catalogue = Catalogue.of(
            List.of(NotifierApplication.class, Publisher.class),
            "ai.kaleem.release.notifier",
            "ai.kaleem.release.common.messaging");
    private final EachOnce each = new EachOnce(it -> catalogue.points().contains(it.point()));
    private final CachingConnectionFactory connections = Broker.shared().connections();
    private final RabbitTemplate rabbit = new RabbitTemplate(connections);
    private final RabbitAdmin admin = new RabbitAdmin(connections);
    private final Envelopes envelopes = new Envelopes("release-api", Clock.systemUTC(), Traces.NONE);

    @TempDir
    Path folder;

    private EmbeddedMongo store;
    private MongoClient client;
    private MongoCollection<Document> deliveries;
    private Receiver hook;
    private Receiver gone;
    private Receiver chat;

    @BeforeEach
    void open() throws IOException {
        CrashPoints.weave(
                "ai.kaleem.release.notifier.delivery",
                "ai.kaleem.release.notifier.inbound",
                "ai.kaleem.release.notifier.outbound",
                "ai.kaleem.release.common.messaging");
        List.of(Topology.NOTICES_QUEUE, Topology.FACTS_QUEUE, Topology.PARKING_QUEUE)
                .forEach(it -> admin.purgeQueue(it));
        store = EmbeddedMongo.open(folder.resolve("store"));
        client = MongoClients.create(store.connectionString());
        deliveries = client.getDatabase("notices").getCollection("deliveries");
        hook = new Receiver();
        gone = new Receiver();
        gone.answersAlways(410);
        chat = new Receiver();
    }

    @AfterEach
    void close() {
        CrashPoints.rest();
        hook.close();
        gone.close();
        chat.close();
        client.close();
        store.close();
        connections.destroy();
    }

    @Test
    void deliversUnderOneIdWhereverItDies() throws Exception {
        CrashPoints.crashAt(each);
        hook.answersAlways(503);
        var secret = Files.writeString(folder.resolve("secret"), "whsec_c2VjcmV0LW9mLXRoZS10ZXN0LWxvbmctZW5vdWdo");
        var address = Files.writeString(folder.resolve("chat"), chat.url());
        var story = Story.aRelease()
                .toldTo(Story.webhook(hook.url(), secret.toString()), Story.slack(address.toString(), "en"));
        var leaving = Story.aRelease().toldTo(Story.webhook(gone.url(), null));
        var told = List.of(story.requested(), story.succeeded(), leaving.succeeded());
        told.forEach(this::tell);
        rabbit.send(
                "",
                Topology.NOTICES_QUEUE,
                MessageBuilder.withBody("{".getBytes(StandardCharsets.UTF_8)).build());

        live();
        await().atMost(LONGEST_LIFE)
                .untilAsserted(() -> assertThat(waiting(Topology.PARKING_QUEUE)).isEqualTo(1));

        assertThat(hook.requests().stream().map(it -> it.header("webhook-id")).distinct())
                .as("one id an event, in the order of the story")
                .containsExactly(story.release() + "-000001-hook", story.release() + "-000002-hook");
        assertThat(chat.requests()).hasSizeGreaterThanOrEqualTo(2);
        var facts = facts();
        assertThat(facts.stream().filter(NoticeDelivered.class::isInstance).distinct())
                .hasSize(4);
        assertThat(facts.stream().filter(NoticeGivenUp.class::isInstance).distinct())
                .hasSize(1);
        System.out.printf(
                "notifier: %d deliveries heard %d times under %d ids by webhooks; %d of 2 heard %d times in a chat that cannot tell%n",
                5,
                hook.requests().size() + gone.requests().size(),
                3,
                2,
                chat.requests().size());
        remembersWhatMayHaveBeenHeardTwice(story);
        forgetsWhereverItDies();
        covers();
    }

    private void remembersWhatMayHaveBeenHeardTwice(Story story) {
        var unanswered = deliveries.find().into(new ArrayList<>()).stream()
                .filter(it -> it.getString("_id").startsWith(story.release().value()))
                .filter(it -> it.getString("channel").equals("team"))
                .mapToInt(it -> it.getInteger("unanswered"))
                .sum();
        assertThat(chat.requests().size() - 2).as("repeats in the chat").isLessThanOrEqualTo(unanswered);
    }

    private void forgetsWhereverItDies() {
        while (true) {
            var life = Life.begin(store, settings(Duration.ofHours(-1)));
            if (survives(life::forget) & survives(life::end)) {
                break;
            }
            life.end();
            CrashPoints.revive();
        }
    }

    private void covers() {
        var died = new TreeSet<String>();
        each.died().stream().map(Moment::point).forEach(died::add);
        System.out.printf(
                "notifier: %s; %d deaths, each before and after%n",
                catalogue.covered(died), each.died().size());
        assertThat(catalogue.faults()).isEmpty();
        assertThat(catalogue.points().stream().filter(it -> !died.contains(it)).toList())
                .as("where it never died")
                .isSubsetOf(LEFT_OUT.keySet());
    }

    /** One life after another, until all is delivered or given up, and told. */
    private void live() {
        while (true) {
            var life = Life.begin(store, settings(Duration.ofDays(90)));
            await().dontCatchUncaughtExceptions()
                    .atMost(LONGEST_LIFE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> CrashPoints.died() != null || isAllOver());
            life.end();
            if (CrashPoints.died() == null) {
                return;
            }
            CrashPoints.revive();
        }
    }

    /** The webhook's receiver refuses until the notifier has died before and after it wrote that down. */
    private boolean isAllOver() {
        if (each.died().stream()
                        .filter(it -> it.point().startsWith("MongoDeliveries.postpone"))
                        .count()
                == 2) {
            hook.answersAlways(200);
        }
        var all = deliveries.find().into(new ArrayList<>());
        return all.size() == 5
                && all.stream()
                        .allMatch(it -> !it.getString("state").equals("PENDING")
                                && it.getList("outbox", Document.class).isEmpty());
    }

    private static boolean survives(Runnable work) {
        try {
            work.run();
        } catch (Crashed e) {
            return false;
        }
        return CrashPoints.died() == null;
    }

    private static NotifierProperties settings(Duration keep) {
        return new NotifierProperties(
                Duration.ofMillis(500),
                Duration.ofMillis(700),
                Duration.ofMillis(100),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofHours(1),
                Duration.ofHours(1),
                keep);
    }

    private void tell(Told told) {
        var sealed = envelopes.seal((Message) told);
        var body = sealed.body().getBytes(StandardCharsets.UTF_8);
        rabbit.send("", Topology.NOTICES_QUEUE, MessageBuilder.withBody(body).build());
    }

    private List<Message> facts() throws UnreadableMessage {
        var facts = new ArrayList<Message>();
        for (var next = rabbit.receive(Topology.FACTS_QUEUE, 500);
                next != null;
                next = rabbit.receive(Topology.FACTS_QUEUE, 500)) {
            facts.add(envelopes.open(next.getBody(), "").data());
        }
        return facts;
    }

    private long waiting(String queue) {
        var info = admin.getQueueInfo(queue);
        return info == null ? 0 : info.getMessageCount();
    }
}
