package ai.kaleem.release.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.ReleaseRun;
import ai.kaleem.release.system.world.ServiceProcess;
import ai.kaleem.release.system.world.Shop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each fault comes in the middle of a release; the release ends right all the same, and the team hears of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerFaultsTests {

    private static final String[] TOLD = {"REQUESTED", "DEPLOYED"};

    private final Wired wired = Wired.prepared();
    private Shop shop;
    private int round;

    @BeforeAll
    void open() {
        // A dead connection is found sooner than in real use; LongBrokerFaultsTests leaves it as it is.
        wired.installation().services().forEach(it -> it.with("SPRING_RABBITMQ_REQUESTED_HEARTBEAT", "3s"));
        wired.started();
        shop = Shop.open(
                wired.installation(), "faults", Plan.usual().starting(2000).confirmedWithin("120s"));
    }

    @AfterAll
    void close() {
        shop.close();
        wired.close();
    }

    @Test
    @Tag("long")
    void restart() {
        var release = next().reaches("DEPLOYING");
        wired.restartBroker();
        endsWell(release);
    }

    @Test
    void networkThatGoesSilent() {
        var release = next().reaches("DEPLOYING");
        wired.wire().cut();
        try {
            wired.installation().services().forEach(it -> says(it, "cannot be reached"));
        } finally {
            wired.wire().mend();
        }
        endsWell(release);
        wired.installation().services().forEach(this::saysNothing);
    }

    @Test
    void diskAlarm() {
        // Told while the notifier is away, so that there is something to deliver during the alarm.
        wired.installation().notifier().kill();
        ReleaseRun before;
        try {
            before = next().endsAs("SUCCEEDED");
            wired.control("set_disk_free_limit", "9000GB");
        } finally {
            wired.installation().notifier().start();
        }
        ReleaseRun during;
        try {
            hears(before);
            during = next();
            // gate-service has nothing to say, so the broker told it nothing.
            var all = wired.installation();
            Stream.of(all.releaseApi(), all.notifier(), all.deployAgent())
                    .forEach(it -> says(it, "RabbitMQ takes no messages", "low on disk"));
            assertThat(during.state()).isEqualTo("CHECKING");
        } finally {
            wired.control("set_disk_free_limit", "200MB");
        }
        endsWell(during);
        wired.installation().services().forEach(this::saysNothing);
    }

    @Test
    @Tag("long")
    void bindingThatIsRemoved() {
        try (var owner = wired.as("release-api")) {
            owner.unbind("gates.requests.v1", "release.requests", "gates");
        }
        var release = next();
        await("release-api says whose messages nobody takes")
                .atMost(Duration.ofSeconds(20))
                .until(() -> wired.installation().releaseApi().output().contains("No queue takes message"));
        endsWell(release);
    }

    @Test
    void messagesThatNobodyCanTake() {
        var agent = wired.installation().agentName();
        var release = next();
        var forged = UUID.randomUUID().toString();
        var garbage = List.of("", "null", "[]", "{", "{\"specversion\": \"1.0\"}", "\u0000\u0001", "<xml/>");
        try (var client = wired.as(wired.agentUser())) {
            garbage.forEach(
                    it -> client.publish("release.facts", "agent.beat." + agent, it.getBytes(StandardCharsets.UTF_8)));
            client.publish("release.facts", "agent.beat." + agent, new byte[4 << 20]);
            var claim = Client.event(forged, "agent.beat.v1", "somebody-else", Client.beatOf("somebody-else"));
            client.publish("release.facts", "agent.beat." + agent, claim, forged);
            client.confirmed();
        }
        var client = wired.as(wired.agentUser());
        client.publish("release.facts", "agent.beat." + agent, new byte[(4 << 20) + 1]);
        assertThatThrownBy(client::confirmed).hasStackTraceContaining("PRECONDITION_FAILED");

        endsWell(release);
        var parked = new ParkedList(wired.installation().client());
        await("all are parked")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(parked.all()).hasSize(garbage.size() + 2));
        assertThat(parked.all())
                .allSatisfy(
                        it -> assertThat(it.path("why").asString()).isNotBlank().doesNotContain("\n"));
        assertThat(wired.installation().releaseApi().output())
                .contains(
                        "Came with key 'agent.beat.%s', which does not vouch for agent somebody-else".formatted(agent));
    }

    private ReleaseRun next() {
        round++;
        return shop.release("2.0.%d".formatted(round), round % 2 == 0 ? "1.0.0" : "1.1.0");
    }

    private void endsWell(ReleaseRun release) {
        release.endsAs("SUCCEEDED");
        hears(release);
    }

    private void hears(ReleaseRun release) {
        await("the team is told")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(shop.inbox().occasions(release.id())).containsExactlyInAnyOrder(TOLD));
    }

    private void says(ServiceProcess service, String... words) {
        await("readiness of %s says %s".formatted(service.name(), List.of(words)))
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(wired.readiness(service)).startsWith("200 ").contains(words));
    }

    private void saysNothing(ServiceProcess service) {
        await("readiness of %s says that all is well".formatted(service.name()))
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(wired.readiness(service))
                        .startsWith("200 {\"status\":\"UP\"")
                        .doesNotContain("RabbitMQ"));
    }
}
