package ai.kaleem.release.common.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import ai.kaleem.release.common.contract.Fact.GatesPassed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** While an upgrade rolls, a sender may be newer or older than its reader. {@code newer/} holds what a newer one may say. */
class NewerVersionTests {

    private static final Path NEWER = Path.of("src/test/resources/newer");
    private static final Path GOLDEN = Path.of("../contract/src/test/resources/golden");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Stream<Path> golden() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void fieldsThatANewerSenderAddedAreLeftOut() throws Exception {
        var read = Reading.of(Files.readAllBytes(NEWER.resolve("a-known-type-with-more-fields.json")), "gate.passed");

        var known = JSON.readValue(Files.readString(GOLDEN.resolve("gate.passed.v1.json")), GatesPassed.class);
        assertThat(read.data()).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "an-unknown-event | Type 'release.quarantined.v1' is unknown",
                "an-unknown-request | Type 'deployment.requested.v2' is unknown",
                "an-unknown-value | In agent.progressed.v1, the value 'QUARANTINED' of data.report.phase is unknown",
                "an-unknown-value-deep-inside | In release.switched.v1, the value 'MATRIX' of data.channels[0].kind is unknown",
            })
    void whatOnlyANewerVersionKnowsIsToldApartAndSaysWhatToDo(String file, String what) throws IOException {
        var body = Files.readAllBytes(NEWER.resolve(file + ".json"));

        assertThatExceptionOfType(UnknownMessage.class)
                .isThrownBy(() -> Reading.of(body, "key"))
                .withMessageStartingWith(what)
                .withMessageEndingWith("It may come from a newer one: replay the message after the upgrade");
        assertThat(new Parked("id", "queue", "exchange", "key", "rejected", body).inWords())
                .startsWith(what);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void everyKnownTypeIsReadAlsoWithMoreFields(Path file) throws Exception {
        var plain = JSON.readTree(Files.readString(file));
        var more = (ObjectNode) plain.deepCopy();
        objectsIn("data", more).values().forEach(it -> it.put("fromTheFuture", true));

        assertThat(open(typeOf(plain), more).data())
                .isEqualTo(open(typeOf(plain), plain).data());
    }

    /** A field that nothing needs can be left out and is null then; every other one is refused by its name, never guessed. */
    @ParameterizedTest
    @MethodSource("golden")
    void aFieldThatIsMissingOrNullIsRefusedByNameUnlessItMayBe(Path file) throws Exception {
        var whole = (ObjectNode) JSON.readTree(Files.readString(file));
        var refused = new ArrayList<String>();
        for (var place : objectsIn("data", whole).keySet()) {
            for (var field : List.copyOf(objectsIn("data", whole).get(place).propertyNames())) {
                var without = whole.deepCopy();
                objectsIn("data", without).get(place).remove(field);
                var withNull = whole.deepCopy();
                objectsIn("data", withNull).get(place).putNull(field);
                if (refuses(typeOf(whole), without, field) | refuses(typeOf(whole), withNull, field)) {
                    refused.add(field);
                }
            }
        }
        assertThat(refused).contains("type", typeOf(whole).equals("agent.beat.v1") ? "agent" : "deploymentId");
    }

    @Test
    void whatCouldNotBeTakenIsSaidInWords() throws IOException {
        var sealed = new Envelopes("tests", Clock.systemUTC(), Traces.NONE).seal(Messages.keep("vps-1"));

        assertThat(parked("rejected", sealed.body()).inWords())
                .isEqualTo("The consumer of agent.vps-1.requests.v1 could not take this keep.requested.v1. "
                        + "See its log, then replay it");
        assertThat(parked("delivery_limit", sealed.body()).inWords()).contains("ended each time");
        assertThat(parked("rejected", "{\"id\": ").inWords()).startsWith("No JSON");
    }

    private static Parked parked(String reason, String body) {
        return new Parked(
                "id",
                "agent.vps-1.requests.v1",
                "release.requests",
                "agent.vps-1",
                reason,
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean refuses(String type, JsonNode data, String field) {
        try {
            open(type, data);
            return false;
        } catch (UnreadableMessage e) {
            if (!String.valueOf(e.getMessage()).contains(field)) {
                fail("%s is not named: %s", field, e.getMessage());
            }
            assertThat(e.getMessage()).doesNotContain("ai.kaleem");
            return true;
        }
    }

    private static String typeOf(JsonNode data) {
        return data.path("event").path("type").asString(data.path("type").asString());
    }

    private static Received open(String type, JsonNode data) throws UnreadableMessage {
        var envelope = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", "1")
                .put("source", "tests")
                .put("type", type)
                .put("subject", "tests")
                .put("time", "2026-03-01T10:00:00Z");
        envelope.set("data", data);
        return Reading.of(JSON.writeValueAsBytes(envelope), "key");
    }

    /** Our own objects by their place; the keys of {@code images} and {@code environment} are data. */
    private static Map<String, ObjectNode> objectsIn(String place, JsonNode node) {
        var found = new LinkedHashMap<String, ObjectNode>();
        if (node instanceof ObjectNode object) {
            found.put(place, object);
            object.properties().stream()
                    .filter(it -> !it.getKey().equals("images") && !it.getKey().equals("environment"))
                    .forEach(it -> found.putAll(objectsIn(place + "." + it.getKey(), it.getValue())));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                found.putAll(objectsIn(place + "[" + i + "]", node.get(i)));
            }
        }
        return found;
    }
}
