package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Staging and production of one app on one server: whatever happens in the one, the other's people and data notice nothing. */
@Tag("long")
class EnvironmentsApartTests {

    @TempDir
    Path folder;

    @Test
    void whatHappensToStagingLeavesProductionAsItIs() throws IOException {
        try (var production = new RealShop(folder);
                var agent = new RealAgent(production)) {
            var staging = production.in("staging");
            var live = release(production, "1");
            agent.serves(live);
            var first = release(staging, "1");
            agent.serves(first);
            production.redis("SET", "orders", "of production");
            staging.redis("SET", "orders", "of staging");
            var before = production.containers();
            var told = agent.report(live).revision();
            var kept = backups(production);
            assertThat(networks(production)).isNotEmpty().doesNotContainAnyElementsOf(networks(staging));

            var load = Load.of(production.uri("http"), 200);
            try (load) {
                await().atMost(RealAgent.PATIENCE).until(() -> load.answeredBy("1") > 100);
                // A release with its backup, a release that never serves, and a rollback that brings the data back.
                agent.serves(release(staging, "2"));
                assertThat(staging.answer()).isEqualTo("2");
                staging.redis("SET", "orders", "damaged by 2");
                var bad = agent.endOf(staging.release("3", RealShop.NEVER_SERVES, RestorePolicy.AUTO));
                assertThat(bad.phase()).isEqualTo(Phase.FAILED);
                production.redis("SET", "later", "while staging changed");
                var back = Plan.rollbackTo(first, staging.nextEpoch(), null, DataChoice.RESTORE);
                assertThat(agent.endOf(back).phase()).isEqualTo(Phase.SUCCEEDED);
                var answered = load.answeredBy("1");
                await().atMost(RealAgent.PATIENCE).until(() -> load.answeredBy("1") > answered + 100);
            }
            assertThat(staging.answer()).isEqualTo("1");
            assertThat(staging.redis("GET", "orders")).isEqualTo("of staging");

            System.out.printf(
                    "two environments: %d requests to production, %d lost%n",
                    load.sent(), load.lost().size());
            assertThat(load.lost()).isEmpty();
            assertThat(load.answeredBy("2")).isZero();
            assertThat(production.redis("GET", "orders")).isEqualTo("of production");
            assertThat(production.redis("GET", "later")).isEqualTo("while staging changed");
            assertThat(production.containers()).isEqualTo(before);
            assertThat(agent.report(live).revision()).isEqualTo(told);
            assertThat(backups(production)).isEqualTo(kept).isNotEmpty();
        }
    }

    private static DeploymentRequested release(RealShop shop, String version) {
        return shop.release(version, DockerPlace.serverCommand(), RestorePolicy.AUTO);
    }

    /** Of the services and their gateways. */
    private static Set<String> networks(RealShop shop) {
        return shop
                .docker()
                .engine
                .ask(
                        "Listing containers",
                        docker -> docker.listContainersCmd()
                                .withLabelFilter(List.of(
                                        "kaleem.release.app=" + shop.place().app(),
                                        "kaleem.release.environment="
                                                + shop.place().environment()))
                                .exec())
                .stream()
                .flatMap(it -> it.getNetworkSettings().getNetworks().keySet().stream())
                .collect(Collectors.toSet());
    }

    private Set<String> backups(RealShop shop) {
        var place = shop.place();
        try (var files = Files.walk(folder.resolve("data/backups"))) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .filter(it -> it.contains("/%s/%s/".formatted(place.app(), place.environment())))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
