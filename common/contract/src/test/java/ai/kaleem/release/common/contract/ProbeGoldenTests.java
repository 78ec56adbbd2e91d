package ai.kaleem.release.common.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.GateSpec.Http;
import ai.kaleem.release.common.contract.Probe.Attempts;
import ai.kaleem.release.common.contract.Probe.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Gates that ask the running product, pinned as {@link GoldenTests} pins messages. */
class ProbeGoldenTests {

    private static final Path GOLDEN = Path.of("src/test/resources/probes.json");
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Attempts ATTEMPTS = new Attempts(3, Duration.ofSeconds(1));

    private static final List<Probe> PROBES = List.of(
            new Probe.Latency(
                    new Call("/api/products", "api-token", null, null),
                    50,
                    5,
                    Duration.ofMillis(20),
                    0,
                    null,
                    Duration.ofMillis(300),
                    null,
                    ATTEMPTS),
            new Probe.Tcp("mail.example.com", 25, ATTEMPTS),
            new Probe.Tls("shop.example.com", 443, 14, "ca.pem", ATTEMPTS),
            new Probe.Redis("127.0.0.1", 6379, null, "redis", true, ATTEMPTS),
            new Probe.RabbitMq("rabbit", List.of("orders"), 100, ATTEMPTS),
            new Probe.MongoDb("mongo", null, true, List.of("orders", "users"), ATTEMPTS),
            new Probe.Qdrant("http://127.0.0.1:6333", "qdrant", List.of("products"), ATTEMPTS),
            new Probe.Frontend(new Call("/", null, null, null), ATTEMPTS),
            new Probe.Tenants(
                    new Call("/api/orders/1", "tenant-a", null, null),
                    new Call("/api/orders/2", null, "tenant-b", null),
                    ATTEMPTS),
            new Probe.Webhook(
                    new Call("/webhooks/whatsapp", null, null, null),
                    "{\"id\": \"{{id}}\"}",
                    "whatsapp",
                    "X-Hub-Signature-256",
                    new Call("/api/messages/{{id}}", null, null, "ca.pem"),
                    "{{id}}",
                    ATTEMPTS));

    private static GateSpec gate(Probe probe) {
        return GateSpecBuilder.builder()
                .name("asked")
                .timeout(Duration.ofSeconds(30))
                .retries(2)
                .probe(probe)
                .build();
    }

    @Test
    void standOnTheWireAsTheirGoldenFileSays() throws IOException {
        var gates = PROBES.stream().map(ProbeGoldenTests::gate).toList();
        var json = MAPPER.writeValueAsString(gates) + "\n";
        if (Boolean.getBoolean("golden.write") && Files.notExists(GOLDEN)) {
            Files.writeString(GOLDEN, json);
        }

        assertThat(json).isEqualTo(Files.readString(GOLDEN));
        assertThat(List.of(MAPPER.readValue(json, GateSpec[].class))).isEqualTo(gates);
    }

    @Test
    void everyKindHasAnExample() {
        assertThat(PROBES.stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(
                        WireName.recordsBelow(Probe.class).toList());
    }

    @Test
    void anAnswerCanHaveToHaveMore() {
        var http = new Http(
                "https://shop.example.com/",
                200,
                null,
                3,
                Duration.ofSeconds(1),
                Map.of("Content-Type", "json"),
                Map.of("/status", "ok"),
                21,
                "api-token",
                "headers",
                "ca.pem");

        assertThat(MAPPER.readValue(MAPPER.writeValueAsString(http), Http.class))
                .isEqualTo(http);
    }

    /** As release-api sent it before there were probes, and as gate-service's store still has it. */
    @Test
    void readsAGateOfAnOlderSender() {
        var gate = MAPPER.readValue("""
                {"name": "health", "run": null, "needs": [], "timeout": "PT10S", "retries": 1,
                 "http": {"url": "/api/health", "status": 200, "body": null, "attempts": 10, "every": "PT2S"}}""", GateSpec.class);

        assertThat(gate)
                .isEqualTo(GateSpecBuilder.builder()
                        .name("health")
                        .http(new Http("/api/health", 200, null, 10, Duration.ofSeconds(2)))
                        .timeout(Duration.ofSeconds(10))
                        .retries(1)
                        .build());
        assertThat(MAPPER.writeValueAsString(gate)).doesNotContain("probe", "headers", "json", "File");
    }
}
