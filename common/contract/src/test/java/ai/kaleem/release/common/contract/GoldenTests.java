package ai.kaleem.release.common.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The wire, pinned: every message and event type has a golden file, reads back as the same value and writes the same text.
 * {@code -Dgolden.write=true} writes the files that are missing; a file that differs is never overwritten.
 */
class GoldenTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static Stream<Message> messages() {
        return Stream.of(Examples.requests(), Examples.facts(), Examples.events())
                .flatMap(it -> it);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void standsOnTheWireAsItsGoldenFileSays(Message message) throws IOException {
        var file = GOLDEN.resolve(message.type() + ".json");
        var json = MAPPER.writeValueAsString(message) + "\n";
        if (Boolean.getBoolean("golden.write") && Files.notExists(file)) {
            Files.writeString(file, json);
        }

        assertThat(json).isEqualTo(Files.readString(file));
        assertThat(MAPPER.readValue(Files.readString(file), Message.class)).isEqualTo(message);
    }

    /** As release-api sent it before canaries were known, and as agents' journals still have it. */
    @Test
    void readsAPolicyWithoutACanary() {
        var policy = MAPPER.readValue(
                "{\"confirmWithin\": \"PT10M\", \"bake\": \"PT15M\", \"restore\": \"AUTO\"}", Request.Policy.class);

        assertThat(policy.canary()).isNull();
        assertThat(policy.turnsBackOn()).isEqualTo(Triggers.DEFAULT);
    }

    /** As release-api sent it before gates had a severity and conditions, and as gate-service's runs still have it. */
    @Test
    void readsAGateOfBefore() {
        var spec = MAPPER.readValue("""
                {"name": "lint", "run": {"argv": ["npm", "test"], "in": ".", "environment": {}}, "http": null, "needs": [],
                 "timeout": "PT5M", "retries": 1}
                """, GateSpec.class);
        var gate = MAPPER.readValue("""
                {"name": "lint", "status": "FINISHED", "result": "PASS", "attempt": 1, "startedAt": null,
                 "finishedAt": null, "summary": "exit 0", "evidence": null}
                """, GateReport.Gate.class);

        assertThat(spec.isBlocking()).isTrue();
        assertThat(spec.when()).isNull();
        assertThat(gate.isBlocking()).isTrue();
    }

    @Test
    void everyTypeHasAnExample() {
        var named = messages().map(Message::type).toList();
        var sealed = Stream.of(Request.class, Fact.class, ReleaseEvent.class)
                .flatMap(WireName::recordsBelow)
                .map(WireName::of)
                .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(sealed);
    }

    @Test
    void everyNameCarriesItsVersion() {
        assertThat(messages().map(Message::type)).allMatch(it -> it.matches("[a-z]+\\.[a-z-]+\\.v[1-9]"));
    }

    @Test
    void noClassNameReachesTheWire() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            assertThat(files).allSatisfy(it -> assertThat(it).content().doesNotContain("ai.kaleem"));
        }
    }
}
