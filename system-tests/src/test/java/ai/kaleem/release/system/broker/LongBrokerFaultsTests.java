package ai.kaleem.release.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.ReleaseRun;
import ai.kaleem.release.system.world.Shop;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What takes minutes: with the heartbeats of real use, and with a broker that takes a held delivery away after a minute. */
@Tag("long")
class LongBrokerFaultsTests {

    private static final Duration CUT = Duration.ofMinutes(3);
    private static final Set<String> ENDS =
            Set.of("SUCCEEDED", "FAILED", "ROLLED_BACK", "ROLLBACK_FAILED", "CANCELLED");

    @Test
    void networkThatIsSilentForMinutes() {
        try (var wired = Wired.prepared().started();
                var patient = Shop.open(
                        wired.installation(),
                        "patient",
                        Plan.usual().starting(5000).confirmedWithin("10m"));
                var wary = Shop.open(
                        wired.installation(),
                        "wary",
                        Plan.usual().starting(5000).confirmedWithin("60s"))) {
            var kept = patient.release("1.1.0").isIn("healthy");
            var taken = wary.release("1.1.0").isIn("healthy");
            wired.wire().cut();
            // The agent alone decides meanwhile: what nobody confirms it takes back, what has time it leaves.
            await("the network is silent")
                    .pollDelay(CUT)
                    .atMost(CUT.plusSeconds(60))
                    .untilAsserted(() -> {
                        assertThat(patient.version()).isEqualTo("1.1.0");
                        assertThat(wary.version()).isEqualTo("1.0.0");
                    });
            var asked = wary.release("1.1.1", "1.1.0");
            wired.installation()
                    .services()
                    .forEach(it -> assertThat(wired.readiness(it)).contains("cannot be reached"));
            wired.wire().mend();

            kept.endsAs("SUCCEEDED");
            taken.endsAs("ROLLED_BACK");
            asked.endsAs("SUCCEEDED");
            // Nobody could know in these minutes how the agent was.
            hears(patient, kept, "REQUESTED", "AGENT_SILENT", "AGENT_HEARD", "DEPLOYED");
            hears(wary, taken, "REQUESTED", "AGENT_SILENT", "AGENT_HEARD", "ROLLED_BACK");
            hears(wary, asked, "REQUESTED", "DEPLOYED");
        }
    }

    @Test
    void deploymentThatTakesLongerThanADeliveryMayBeHeld() {
        var slow = Plan.usual().starting(180_000).askingHealth(600);
        try (var wired = Wired.prepared("consumer_timeout = 60000").started();
                var shop = Shop.planned(wired.installation(), "slow", slow)) {
            var release = shop.release("1.0.0");
            await("the slow one is up")
                    .atMost(Duration.ofMinutes(8))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> ENDS.contains(release.state()));
            release.endsAs("SUCCEEDED");
            assertThat(release.seconds()).isGreaterThan(170);
            hears(shop, release, "REQUESTED", "DEPLOYED");
            assertThat(Command.run("docker", "logs", wired.installation().prefix() + "-rabbitmq"))
                    .doesNotContain("acknowledgement on channel")
                    .doesNotContain("Timeout value used");
        }
    }

    private static void hears(Shop shop, ReleaseRun release, String... told) {
        await("the team is told")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(shop.inbox().occasions(release.id())).containsExactlyInAnyOrder(told));
    }
}
