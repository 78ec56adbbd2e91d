package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Journeys;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.ReleaseRun;
import ai.kaleem.release.system.world.ServiceProcess;
import ai.kaleem.release.system.world.Shop;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An installation of its own: each part is killed once in the middle of a release; the release ends right all the same, and the team hears of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashesTests {

    private final Installation installation = Installation.started();
    private Shop shop;
    private int round;

    @BeforeAll
    void open() {
        shop = Shop.open(installation, "crashes", Plan.usual().starting(2000).confirmedWithin("90s"));
    }

    @AfterAll
    void close() {
        shop.close();
        installation.close();
    }

    @Test
    @Tag("long")
    void releaseApi() {
        survives("kill -9 of release-api while deploying", true, run -> {
            run.reaches("DEPLOYING");
            killed(installation.releaseApi());
        });
    }

    @Test
    @Tag("long")
    void gateServiceWhileChecking() {
        survives("kill -9 of gate-service while checking", true, run -> {
            run.reaches("CHECKING");
            killed(installation.gateService());
        });
    }

    @Test
    void deployAgentWhileWaitingForHealth() {
        survives("kill -9 of the agent before the switch", true, run -> {
            run.isIn("healthy");
            killed(installation.deployAgent());
        });
    }

    @Test
    void deployAgentAfterTheSwitch() {
        survives("kill -9 of the agent after the switch", true, run -> {
            run.reaches("VERIFYING", "BAKING");
            killed(installation.deployAgent());
        });
    }

    @Test
    @Tag("long")
    void notifier() {
        survives("kill -9 of the notifier", true, run -> {
            killed(installation.notifier());
        });
    }

    @Test
    void haproxy() {
        survives("kill -9 of HAProxy (it is away itself meanwhile)", false, run -> {
            run.isIn("healthy");
            shop.killGateway();
        });
    }

    @Test
    @Tag("long")
    void rabbitmq() {
        survives("kill -9 of RabbitMQ while deploying", true, run -> {
            run.reaches("DEPLOYING");
            installation.broker().kill();
            installation.broker().start();
        });
    }

    @Test
    void whatNobodyConfirmsGoesBackByItself() {
        try (var other = Shop.open(
                        installation,
                        "unconfirmed",
                        Plan.usual().withoutChecks().confirmedWithin("6s"));
                var customers = other.underLoad()) {
            var release = other.release("1.1.0").reaches("DEPLOYING");
            installation.gateService().kill();
            try {
                release.endsAs("ROLLED_BACK");
            } finally {
                installation.gateService().start();
            }
            var seen = customers.stop();
            Journeys.saw("nobody confirms", seen);

            assertThat(other.version()).isEqualTo("1.0.0");
            assertThat(seen.answeredBy("1.1.0")).isPositive();
            assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
        }
    }

    private void survives(String journey, boolean withoutLoss, Consumer<ReleaseRun> crash) {
        round++;
        var madeOf = shop.version().equals("1.1.0") ? "1.6.0" : "1.1.0";
        try (var customers = shop.underLoad()) {
            var release = shop.release("2.0.%d".formatted(round), madeOf);
            crash.accept(release);
            release.endsAs("SUCCEEDED");
            var seen = customers.stop();
            Journeys.saw(journey, seen);

            shop.isServedBy(madeOf);
            if (withoutLoss) {
                assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
            }
            await("the team is told")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(shop.inbox().occasions(release.id()))
                            .containsExactlyInAnyOrder("REQUESTED", "DEPLOYED"));
        }
    }

    private static void killed(ServiceProcess service) {
        service.kill();
        service.start();
    }
}
