package ai.kaleem.release.api.inbound.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.api.plan.Plan;
import ai.kaleem.release.common.contract.GateSpec;
import ai.kaleem.release.common.contract.HttpBuilder;
import ai.kaleem.release.common.contract.Probe;
import ai.kaleem.release.common.contract.Probe.Attempts;
import ai.kaleem.release.common.contract.Probe.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code plans/probes.yml} is read as. */
class ProbeFileTests {

    private static final Attempts ONCE = new Attempts(1, Duration.ofSeconds(1));
    private static final Attempts THRICE = new Attempts(3, Duration.ofSeconds(1));

    private final Plan plan = plan();

    @Test
    void readsWhatAnAnswerMustHave() {
        assertThat(gate("health").http())
                .isEqualTo(HttpBuilder.builder()
                        .url("/api/health")
                        .status(200)
                        .attempts(3)
                        .every(Duration.ofSeconds(1))
                        .headers(Map.of("Content-Type", "^application/json"))
                        .json(Map.of("/status", "ok", "/workers", 3, "/ready", true, "/load", 0.5))
                        .tokenFile("api-token")
                        .build());
        assertThat(gate("site").http().certificateDays()).isEqualTo(21);
        assertThat(gate("site").http().caFile()).isEqualTo("ca.pem");
    }

    @Test
    void latencyHasALimitByDefault() {
        var p95 = Duration.ofMillis(300);

        assertThat(gate("fast").probe())
                .isEqualTo(new Probe.Latency(
                        call("/api/products"), 50, 5, Duration.ofMillis(20), 0, null, p95, null, ONCE));
        assertThat(gate("fast").timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(gate("faster").probe())
                .isEqualTo(new Probe.Latency(
                        call("/api/products"),
                        200,
                        0,
                        Duration.ZERO,
                        2,
                        Duration.ofMillis(50),
                        null,
                        Duration.ofSeconds(1),
                        ONCE));
    }

    @Test
    void readsHostsAndStores() {
        assertThat(gate("smtp").probe()).isEqualTo(new Probe.Tcp("mail.example.com", 25, THRICE));
        assertThat(gate("tls").probe()).isEqualTo(new Probe.Tls("shop.example.com", 443, 14, null, THRICE));
        assertThat(gate("redis").probe())
                .isEqualTo(new Probe.Redis(
                        "127.0.0.1", 6379, null, "redis", true, new Attempts(5, Duration.ofSeconds(2))));
        assertThat(gate("rabbit").probe()).isEqualTo(new Probe.RabbitMq("rabbit", List.of("orders"), 100, THRICE));
        assertThat(gate("mongo").probe())
                .isEqualTo(new Probe.MongoDb("mongo", null, true, List.of("orders", "users"), THRICE));
        assertThat(gate("qdrant").probe())
                .isEqualTo(new Probe.Qdrant("http://127.0.0.1:6333", "qdrant", List.of("products"), THRICE));
    }

    @Test
    void readsJourneysThroughTheProduct() {
        assertThat(gate("page").probe()).isEqualTo(new Probe.Frontend(call("/"), THRICE));
        assertThat(gate("isolation").probe())
                .isEqualTo(new Probe.Tenants(
                        new Call("/api/orders/1", "tenant-a", null, null),
                        new Call("/api/orders/2", null, "tenant-b", null),
                        THRICE));
        assertThat(gate("whatsapp").probe())
                .isEqualTo(new Probe.Webhook(
                        call("/webhooks/whatsapp"),
                        "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"{{id}}\"}]}",
                        "whatsapp",
                        "X-Hub-Signature-256",
                        new Call("/api/messages/{{id}}", "api-token", null, null),
                        "{{id}}",
                        ONCE));
    }

    private GateSpec gate(String name) {
        return plan.after().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Call call(String url) {
        return new Call(url, null, null, null);
    }

    private static Plan plan() {
        try {
            return new PlanFile(new PlanSchema())
                    .readYaml(Files.readString(Path.of("src/test/resources/plans/probes.yml")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
