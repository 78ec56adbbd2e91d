package ai.kaleem.release.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.testing.Registry;
import ai.kaleem.release.system.world.Command;
import ai.kaleem.release.system.world.Installation;
import ai.kaleem.release.system.world.Journeys;
import ai.kaleem.release.system.world.Plan;
import ai.kaleem.release.system.world.Shop;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a commit to what runs: nobody but a release makes the images. */
class BuiltReleasesTests {

    private final Installation installation = Installation.shared();

    @Test
    void aCommitIsBuiltAndLiveOnAServerWithoutARegistry() {
        var image = installation.prefix() + "-built-here";
        try (var shop = Shop.open(installation, "built-here", Plan.usual().building(image));
                var customers = shop.underLoad()) {
            var release = shop.release("1.1.0").endsAs("SUCCEEDED");
            var seen = customers.stop();
            Journeys.saw("a release that builds its image", seen);

            assertThat(shop.version()).isEqualTo("1.1.0");
            assertThat(seen.lost()).as(seen.report().toPrettyString()).isZero();
            assertThat(release.release().path("gates").toString()).contains("built %s:1.1.0".formatted(image));
            assertThat(label(image + ":1.1.0", "org.opencontainers.image.revision"))
                    .isEqualTo(release.release().path("commit").asString());
        }
    }

    @Test
    void whatHasSucceededIsTaggedWithItsVersion() {
        var plan = Plan.usual().withoutGates().building(installation.prefix() + "-tagged");
        try (var shop = Shop.planned(installation, "tagged", plan)) {
            var release = shop.releaseOf("v1.1.0", "1.9.0").endsAs("SUCCEEDED");

            await("it is tagged")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> release.release().at("/tag/state").asString().equals("TAGGED"));
            assertThat(shop.commit("v1.9.0")).isEqualTo(shop.commit("v1.1.0"));
        }
    }

    @Test
    void throughARegistryTheAgentGetsWhatWasPushedAndNothingElse(@TempDir Path folder) {
        try (var registry = Registry.start(folder)) {
            var image = registry.image(installation.prefix() + "/pushed");
            try (var shop = Shop.open(installation, "pushed", Plan.usual().building(image))) {
                var refused = shop.release("1.3.0").endsAs("REJECTED");
                assertThat(refused.reason()).contains("unit");
                assertThat(refused.release().path("gates").toString()).contains("needs unit, which did not pass");

                var release = shop.release("1.1.0").endsAs("SUCCEEDED");
                assertThat(release.release().path("images").path("api").asString())
                        .startsWith(image + "@sha256:");
                assertThat(release.release().path("images").path("worker"))
                        .isEqualTo(release.release().path("images").path("api"));
                assertThat(shop.version()).isEqualTo("1.1.0");
            }
        }
    }

    private static String label(String image, String name) {
        return Command.run(
                "docker", "image", "inspect", "--format", "{{index .Config.Labels \"%s\"}}".formatted(name), image);
    }
}
