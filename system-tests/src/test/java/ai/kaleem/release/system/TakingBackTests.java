package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Journeys;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.Shop;
import org.junit.jupiter.api.Test;

/** The ways back. */
class TakingBackTests {

    private final Installation installation = Installation.shared();

    @Test
    void anEmergencyRollbackNeedsNeitherRegistryNorRepository() {
        try (var shop = Shop.open(installation, "emergency", Plan.usual());
                var customers = shop.underLoad()) {
            shop.release("1.1.0").endsAs("SUCCEEDED");
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
