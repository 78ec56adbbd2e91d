package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.testing.Registry;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Journeys;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.Shop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways back. */
class TakingBackTests {

    private final Installation installation = Installation.shared();

    @Test
    void anEmergencyRollbackNeedsNeitherRegistryNorRepository(@TempDir Path folder) {
        try (var registry = Registry.start(folder);
                var shop = Shop.planned(installation, "emergency", Plan.usual(), registry, List.of("1.0.0", "1.1.0"))) {
            shop.release("1.0.0").endsAs("SUCCEEDED");
            try (var customers = shop.underLoad()) {
                var release = shop.release("1.1.0").endsAs("SUCCEEDED");
                assertThat(release.release().path("images").path("api").asString())
                        .startsWith(registry.image("shops/emergency@sha256:"));
                assertThat(release.view().path("steps").valueStream())
                        .as("fetched by digest, since no engine had it by this name")
                        .anyMatch(it -> it.path("name").asString().equals("pull")
                                && it.path("state").asString().equals("DONE"));
                registry.close();
                shop.loseTheRepository();

                shop.rollBack(null, "keep").endsAs("SUCCEEDED");
                assertThat(shop.version()).isEqualTo("1.0.0");
                shop.rollBack("1.1.0", "keep").endsAs("SUCCEEDED");
                assertThat(shop.version()).as("a named release").isEqualTo("1.1.0");
                var seen = customers.stop();
                Journeys.saw("emergency rollback without registry and repository", seen);
                assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
            }
        }
    }

    @Test
    void aVersionThatTheRegistryHasNotIsRejectedWithinSeconds(@TempDir Path folder) {
        try (var registry = Registry.start(folder);
                var shop = Shop.planned(installation, "notag", Plan.usual(), registry, List.of("1.0.0"))) {
            var release = shop.release("1.1.0").endsAs("REJECTED");
            assertThat(release.reason()).contains("shops/notag", "1.1.0");
            assertThat(release.next()).isNotBlank();
            assertThat(release.seconds()).isLessThan(15);
            assertThat(shop.containers()).isEmpty();
        }
    }

    @Test
    void anEmergencyRollbackGoesBeforeARunningRelease() {
        try (var shop = Shop.open(installation, "preempted", Plan.usual().withoutChecks());
                var customers = shop.underLoad()) {
            shop.put(shop.plan().starting(15_000));
            var running = shop.release("1.1.0").isIn("healthy");
            var rollback = shop.rollBack("1.0.0", "keep").endsAs("SUCCEEDED");
            running.reaches("CANCELLED", "ROLLED_BACK");
            var seen = customers.stop();
            Journeys.saw("emergency rollback while another release runs", seen);

            assertThat(shop.version()).isEqualTo("1.0.0");
            assertThat(rollback.view().path("kind").asString()).isEqualTo("ROLLBACK");
            assertThat(seen.answeredBy("1.1.0")).isZero();
            assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
        }
    }

    @Test
    void anEmergencyRollbackTakesBackAReleaseThatHasTheTraffic() {
        try (var shop = Shop.open(installation, "baked", Plan.usual().withoutChecks());
                var customers = shop.underLoad()) {
            shop.put(shop.plan().baking("2m"));
            var baking = shop.release("1.1.0").reaches("BAKING");
            shop.rollBack("1.0.0", "keep").endsAs("SUCCEEDED");
            baking.endsAs("ROLLED_BACK");
            var seen = customers.stop();
            Journeys.saw("emergency rollback of a release that bakes", seen);

            assertThat(shop.version()).isEqualTo("1.0.0");
            assertThat(seen.answeredBy("1.1.0")).isPositive();
            assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
        }
    }

    @Test
    void anEmergencyRollbackBringsTheDataBackWhenAsked() {
        try (var shop = Shop.open(installation, "databack", Plan.usual().withoutGates())) {
            shop.release("1.5.0").endsAs("SUCCEEDED");
            assertThat(shop.products()).noneMatch(it -> it.path("price").isNumber());

            shop.rollBack(null, "restore").endsAs("SUCCEEDED");

            assertThat(shop.version()).isEqualTo("1.0.0");
            assertThat(shop.products())
                    .isNotEmpty()
                    .allMatch(it -> it.path("price").isNumber());
        }
    }
}
