package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Journeys;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.Shop;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What becomes of a release, by how good it is. */
class GoodAndBadReleasesTests {

    private final Installation installation = Installation.shared();

    @Test
    void aGoodReleaseIsLiveWithoutALostRequest() {
        try (var shop = Shop.open(installation, "good", Plan.usual());
                var customers = shop.underLoad()) {
            var release = shop.release("1.1.0").endsAs("SUCCEEDED");
            var seen = customers.stop();
            Journeys.saw("a good release", seen);

            assertThat(shop.version()).isEqualTo("1.1.0");
            assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
            assertThat(seen.answeredBy("1.0.0")).isPositive();
            assertThat(seen.answeredBy("1.1.0")).isPositive();
            assertThat(release.release().path("changes").toString()).contains("Search products by name");
            assertThat(release.view().path("backups").path(0).path("sealed").asBoolean())
                    .isTrue();
            isToldOf(shop, release.id(), "REQUESTED", "DEPLOYED");
        }
    }

    @Test
    void aFailingGateRejectsAndTouchesNothing() {
        try (var shop = Shop.open(installation, "rejected", Plan.usual());
                var customers = shop.underLoad()) {
            var before = shop.containers();
            var release = shop.release("1.3.0").endsAs("REJECTED");
            var seen = customers.stop();
            Journeys.saw("a gate fails", seen);

            assertThat(shop.containers()).isEqualTo(before);
            assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
            assertThat(release.reason()).contains("unit");
            assertThat(installation
                            .client()
                            .get("/api/v1/releases/%s/gates/unit/log".formatted(release.id()))
                            .expecting(200)
                            .response()
                            .body())
                    .contains("a product is shown with its price as a number");
            isToldOf(shop, release.id(), "REQUESTED", "GATES_FAILED");
        }
    }

    @Test
    void whatNeverGetsHealthyFailsAndTheOldVersionServesThroughout() {
        try (var shop = Shop.open(installation, "unhealthy", Plan.usual().askingHealth(6));
                var customers = shop.underLoad()) {
            var release = shop.release("1.4.0").endsAs("FAILED");
            var seen = customers.stop();
            Journeys.saw("the image never gets healthy", seen);

            assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
            assertThat(seen.answeredBy("1.0.0")).isEqualTo(seen.sent());
            assertThat(release.reason()).isNotBlank();
            assertThat(release.next()).isNotBlank();
            assertThat(release.view().path("steps").toString()).contains("healthy");
            isToldOf(shop, release.id(), "REQUESTED", "FAILED");
        }
    }

    @Test
    void theVeryFirstReleaseThatFailsSaysThatNothingServes() {
        try (var shop = Shop.planned(installation, "first", Plan.usual().askingHealth(6))) {
            var release = shop.release("1.4.0").endsAs("FAILED");

            assertThat(release.reason() + release.next()).containsIgnoringCase("nothing serves");
            assertThat(shop.version()).isEmpty();
        }
    }

    @Test
    void whatAnAfterGateRefusesIsTakenBackWithItsData() {
        try (var shop = Shop.open(installation, "restored", Plan.usual().restoring());
                var customers = shop.underLoad()) {
            shop.sells("Saffron", 99.5);
            var release = shop.release("1.5.0").endsAs("ROLLED_BACK");
            var seen = customers.stop();
            Journeys.saw("an after gate fails, data restored", seen);

            assertThat(shop.version()).isEqualTo("1.0.0");
            assertThat(shop.products())
                    .as("the release had changed all prices")
                    .allMatch(it -> it.path("price").isNumber())
                    .extracting(it -> it.path("id").asString())
                    .contains("saffron", "dates");
            assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
            assertThat(release.reason()).contains("products");
            isToldOf(shop, release.id(), "REQUESTED", "VERIFICATION_FAILED", "ROLLED_BACK");
        }
    }

    @Test
    void twoReleasesAtOnceGoOneAfterTheOther() {
        try (var shop = Shop.open(installation, "queue", Plan.usual());
                var customers = shop.underLoad()) {
            var first = shop.release("1.1.0");
            first.reaches("DEPLOYING");
            var second = shop.release("1.6.0");
            second.reaches("WAITING");
            await("the second says for whom it waits")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> waitsFor(second.view()).equals(first.deploymentId()));
            first.endsAs("SUCCEEDED");
            second.endsAs("SUCCEEDED");
            var seen = customers.stop();
            Journeys.saw("two releases at once", seen);

            assertThat(second.startedAt()).isAfterOrEqualTo(first.finishedAt());
            assertThat(shop.version()).isEqualTo("1.6.0");
            assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
        }
    }

    @Test
    void itsStoryIsToldFromAnyPointOnAndTheEnvironmentSaysWhatRuns() {
        try (var shop = Shop.planned(installation, "story", Plan.usual().withoutGates())) {
            var release = shop.release("1.0.0").endsAs("SUCCEEDED");

            var all = release.stream(0);
            assertThat(all.getFirst()).isEqualTo("1 release.requested.v1");
            assertThat(all.getLast()).endsWith(" release.succeeded.v1");
            assertThat(release.stream(3)).isEqualTo(all.subList(3, all.size()));
            assertThat(release.events()).hasSameSizeAs(all);
            await("the agent's next beat").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var environment = shop.environment();
                assertThat(environment.path("version").asString()).isEqualTo("1.0.0");
                assertThat(environment.path("reported").asString("")).isEqualTo("1.0.0");
                assertThat(environment.path("healthy").asBoolean()).isTrue();
                assertThat(environment.path("drift").asBoolean(true)).isFalse();
            });
        }
    }

    private static String waitsFor(JsonNode deployment) {
        return deployment.path("waitsFor").asString("");
    }

    private static void isToldOf(Shop shop, String release, String... occasions) {
        await("the team is told")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(shop.inbox().occasions(release)).containsExactlyInAnyOrder(occasions));
        assertThat(shop.inbox().refused()).isEmpty();
    }
}
