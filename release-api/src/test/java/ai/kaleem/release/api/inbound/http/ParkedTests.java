package ai.kaleem.release.api.inbound.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.parking.Letter;
import ai.kaleem.release.api.parking.Letter.Death;
import ai.kaleem.release.api.parking.ParkedMessages;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ParkedTests extends RunningApi {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    @Autowired
    ParkedMessages messages;

    private String park(String id, byte[] body) {
        return messages.keep(
                new Letter(
                        id,
                        "no.such.queue",
                        "release.facts",
                        "agent.failed.vps-1",
                        "rejected",
                        "No JSON",
                        body,
                        Map.of("user-id", "agent.vps-1"),
                        List.of(new Death("no.such.queue", "rejected", "release.facts", List.of("k"), 1, AT)),
                        ""),
                AT);
    }

    @Test
    void isListedAndShownWithAllThatCameWithIt() {
        var id = park("shown", "{\"a\": \"<b>\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(json(get("/api/v1/parked?state=parked")).get("items"))
                .anySatisfy(it -> assertThat(it.get("id").stringValue()).isEqualTo(id))
                .allSatisfy(it -> assertThat(it.has("body")).isFalse());
        var one = json(get("/api/v1/parked/" + id));
        assertThat(one.at("/message/why").stringValue()).isEqualTo("No JSON");
        assertThat(one.at("/headers/user-id").stringValue()).isEqualTo("agent.vps-1");
        assertThat(one.at("/deaths/0/count").intValue()).isEqualTo(1);
        assertThat(one.at("/trail/0/deed").stringValue()).isEqualTo("PARKED");
        assertThat(one.at("/body/encoding").stringValue()).isEqualTo("text");
        assertThat(one.at("/body/content").stringValue()).isEqualTo("{\"a\": \"<b>\"}");
        assertThat(one.at("/body/truncated").booleanValue()).isFalse();
    }

    @Test
    void whatIsNoTextIsShownAsBase64AndALongOneOnlyItsStart() {
        var binary = json(get("/api/v1/parked/" + park("binary", new byte[] {(byte) 0xff, 0, 1})));
        assertThat(binary.at("/body/encoding").stringValue()).isEqualTo("base64");
        assertThat(binary.at("/body/content").stringValue()).isEqualTo("/wAB");
        var escape = json(get("/api/v1/parked/" + park("escape", "\u001b[2J".getBytes())));
        assertThat(escape.at("/body/encoding").stringValue()).isEqualTo("base64");

        // The limit falls in the middle of a character of two bytes.
        var text = "a" + "\u0639".repeat(64 * 1024);
        var lengthy = json(get("/api/v1/parked/" + park("long", text.getBytes(StandardCharsets.UTF_8))));
        assertThat(lengthy.at("/body/encoding").stringValue()).isEqualTo("text");
        assertThat(lengthy.at("/body/truncated").booleanValue()).isTrue();
        assertThat(text).startsWith(lengthy.at("/body/content").stringValue());
        assertThat(lengthy.at("/body/content").stringValue()).hasSize(32 * 1024);
    }

    @Test
    void isDiscardedWithAReasonAndStays() {
        var path = "/api/v1/parked/" + park("unwanted", "{}".getBytes());

        assertThat(post(path + "/discard", "{}").statusCode()).isEqualTo(422);
        var answer = post(path + "/discard", "{\"reason\": \"a test's\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).get("state").stringValue()).isEqualTo("DISCARDED");
        assertThat(json(get(path)).at("/trail/1/by").stringValue()).isEqualTo("operator");
        assertThat(json(get(path)).at("/trail/1/reason").stringValue()).isEqualTo("a test's");
        assertThat(post(path + "/replay", "{}").statusCode()).isEqualTo(409);
    }

    @Test
    void whatNoQueueTakesStaysParkedAndSaysWhy() {
        var path = "/api/v1/parked/" + park("queueless", "{}".getBytes());
        var answer = send(authorized(path + "/replay").POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(json(get(path)).at("/message/state").stringValue()).isEqualTo("PARKED");
        assertThat(json(get(path)).at("/trail/2/reason").stringValue()).contains("No queue takes");
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(get("/api/v1/parked/none").statusCode()).isEqualTo(404);
        assertThat(post("/api/v1/parked/none/replay", "{}").statusCode()).isEqualTo(404);
        assertThat(post("/api/v1/parked/none/discard", "{\"reason\": \"x\"}").statusCode())
                .isEqualTo(404);
        assertThat(get("/api/v1/parked?state=lost").statusCode()).isEqualTo(400);
    }
}
