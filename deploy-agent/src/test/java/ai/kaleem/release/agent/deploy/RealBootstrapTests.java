package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Bootstrap;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis is prepared by its own tool, and a service by a program of its image. */
class RealBootstrapTests {

    private static final Bootstrap STORE = new Bootstrap(
            List.of(List.of("redis-cli", "SET", "schema", "1", "NX"), List.of("redis-cli", "INCR", "prepared")),
            Duration.ofSeconds(30));
    private static final Bootstrap API = new Bootstrap(
            List.of(List.of("node", "-e", "console.log('seeded by ' + process.env.VERSION)")), Duration.ofSeconds(30));
    private static final Bootstrap BROKEN = new Bootstrap(
            List.of(List.of("sh", "-c", "echo cannot reach the moon >&2; exit 4")), Duration.ofSeconds(30));

    @TempDir
    Path folder;

    @Test
    void isDoneOnceAndAFailedOneLeavesTheOldVersionServing() throws IOException {
        try (var shop = new RealShop(folder);
                var agent = new RealAgent(shop)) {
            var first = agent.serves(release(shop, "1", STORE));
            assertThat(shop.redis("GET", "prepared")).isEqualTo("1");
            assertThat(shop.redis("GET", "schema")).isEqualTo("1");
            assertThat(World.step(first, "bootstrap").evidence()).contains("OK", "seeded by 1");

            var second = agent.serves(release(shop, "2", STORE));
            assertThat(shop.redis("GET", "prepared")).isEqualTo("1");
            assertThat(World.step(second, "bootstrap").state()).isEqualTo(StepState.SKIPPED);

            var bad = agent.endOf(release(shop, "3", BROKEN));
            assertThat(bad.phase()).isEqualTo(Phase.FAILED);
            assertThat(bad.reason()).contains("sh in container").contains("ended with 4");
            assertThat(World.step(bad, "bootstrap").evidence()).contains("cannot reach the moon");
            assertThat(shop.answer()).isEqualTo("2");
            assertThat(shop.containers()).noneMatch(it -> it.name().contains("bootstrap"));
        }
    }

    private static DeploymentRequested release(RealShop shop, String version, Bootstrap store) {
        return Plan.bootstrapping(shop.release(version, DockerPlace.serverCommand(), RestorePolicy.NEVER), store, API);
    }
}
