package ai.kaleem.release.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.messaging.Envelopes;
import ai.kaleem.release.common.messaging.Publisher;
import ai.kaleem.release.common.messaging.Traces;
import ai.kaleem.release.common.testing.Broker;
import ai.kaleem.release.notifier.outbound.Receiver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A process of its own, killed without warning. */
class KilledNotifierTests {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private NotifierProcess notifier;
    private CachingConnectionFactory connections;
    private Publisher publisher;
    private Receiver receiver;

    @BeforeEach
    void open() throws IOException {
        connections = Broker.shared().connections();
        var template = new RabbitTemplate(connections);
        template.setMandatory(true);
        publisher = new Publisher(template, Duration.ofSeconds(10));
        receiver = new Receiver();
    }

    @AfterEach
    void close() throws InterruptedException {
        notifier.kill();
        receiver.close();
        connections.destroy();
    }

    @Test
    void losesNothingThatItWasTold() throws Exception {
        receiver.answersAlways(503);
        notifier = NotifierProcess.start(folder);
        var hook = Story.webhook(receiver.url(), null);
        var releases = IntStream.range(0, 5)
                .mapToObj(it -> Story.aRelease().toldTo(hook))
                .peek(this::tell)
                .map(it -> it.release().value())
                .toList();
        await().atMost(PATIENCE).until(() -> received().keySet().containsAll(releases));

        assertThat(folder.resolve("mongo/documents.mv")).exists();

        notifier.kill();
        receiver.answersAlways(200);
        var before = receiver.requests().size();
        notifier.start();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(receiver.requests()
                                .subList(before, receiver.requests().size()))
                        .extracting(it -> JsonMapper.shared()
                                .readTree(it.body())
                                .path("data")
                                .path("release")
                                .stringValue())
                        .containsExactlyInAnyOrderElementsOf(releases));
        assertThat(received()).allSatisfy((release, ids) -> assertThat(ids).hasSize(1));
    }

    private void tell(Story story) {
        publisher.publish(new Envelopes("release-api", Clock.systemUTC(), Traces.NONE).seal(story.succeeded()));
    }

    /** The ids that came for each release: one, however often it came. */
    private Map<String, Set<String>> received() {
        var ids = new TreeMap<String, Set<String>>();
        for (var request : receiver.requests()) {
            var release = JsonMapper.shared()
                    .readTree(request.body())
                    .path("data")
                    .path("release")
                    .stringValue();
            ids.computeIfAbsent(release, it -> new TreeSet<>()).add(request.header("webhook-id"));
        }
        return ids;
    }
}
