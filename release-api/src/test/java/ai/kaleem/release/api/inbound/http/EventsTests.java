package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.AgentReport.Phase;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A story is told as it happens; the agent that moves it is played by the test, over the real broker. */
class EventsTests extends RunningApi {

    private static final String END = "(the end)";

    @Test
    void aStreamTellsTheStoryToItsEnd() throws Exception {
        var release = release("told");
        var stream = follow(release, "0");
        assertThat(untilEvent(stream, "release.deployment-started.v1")).isEqualTo("5");

        agentFails(release, "the image is not there");

        assertThat(untilEvent(stream, "release.failed.v1")).isEqualTo("7");
        assertThat(stream.poll(10, TimeUnit.SECONDS)).startsWith("data: ").contains("the image is not there");
        assertThat(stream.poll(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(stream.poll(10, TimeUnit.SECONDS)).isEqualTo(END);
    }

    @Test
    void aReaderThatComesBackMissesNothing() throws Exception {
        var release = release("resumed");
        agentFails(release, "the image is not there");
        var all = follow(release, "0");
        untilEvent(all, "release.failed.v1");

        var rest = follow(release, "4");

        assertThat(untilEvent(rest, "release.deployment-started.v1")).isEqualTo("5");
        assertThat(untilEvent(rest, "release.failed.v1")).isEqualTo("7");
    }

    @Test
    void whoHasSeenAllIsToldToStayAway() throws Exception {
        var release = release("seen");
        agentFails(release, "the image is not there");
        untilEvent(follow(release, "0"), "release.failed.v1");

        var answer = send(authorized(release.get("events").stringValue())
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "7"));

        assertThat(answer.statusCode()).isEqualTo(204);
    }

    @Test
    void theStoryIsAlsoThereAtOnce() {
        var release = release("at-once");

        var story = json(get(release.get("events").stringValue() + "?after=3"));

        assertThat(story.get("settled").booleanValue()).isFalse();
        assertThat(story.get("items").valueStream().map(it -> it.get("number").intValue()))
                .containsExactly(4, 5);
        assertThat(story.at("/items/1/state").stringValue()).isEqualTo("DEPLOYING");
        assertThat(story.at("/items/1/event/type").stringValue()).isEqualTo("release.deployment-started.v1");
    }

    private JsonNode release(String app) {
        appIsThere(app);
        return json(post(
                "/api/v1/releases",
                "{\"app\": \"%s\", \"environment\": \"production\", \"version\": \"1.0.0\"}".formatted(app)));
    }

    private void agentFails(JsonNode release, String reason) {
        agentSays(release, 1, Phase.FAILED, 1, reason);
    }

    /** The lines of the stream as they come; {@link #END} after the last. */
    private BlockingQueue<String> follow(JsonNode release, String last) {
        var lines = new LinkedBlockingQueue<String>();
        var request = authorized(release.get("events").stringValue())
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", last)
                .build();
        Thread.ofVirtual().start(() -> {
            try (Stream<String> body =
                    client().send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
                body.forEach(lines::add);
            } catch (Exception e) {
                lines.add("broken: " + e);
            }
            lines.add(END);
        });
        return lines;
    }

    /** @return the id of the event */
    private static String untilEvent(BlockingQueue<String> lines, String event) throws InterruptedException {
        var id = "";
        for (var line = lines.poll(15, TimeUnit.SECONDS); line != null; line = lines.poll(15, TimeUnit.SECONDS)) {
            if (line.startsWith("id: ")) {
                id = line.substring("id: ".length());
            }
            if (line.equals("event: " + event)) {
                return id;
            }
            assertThat(line).as("the stream ended before " + event).isNotEqualTo(END);
        }
        throw new AssertionError("No %s within 15 s".formatted(event));
    }
}
