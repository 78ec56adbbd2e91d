package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.agent.outbound.gateway.Sockets;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How one version takes over from another, over the real engine and gateway, while people use the product. */
class RealStrategiesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As the shop's services have it. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final List<Runnable> held = new ArrayList<>();
    private RealShop shop;
    private Lives.Life agent;

    @BeforeEach
    void open() throws IOException {
        shop = new RealShop(folder);
        agent = shop.life(held::add);
        agent.workers().start();
    }

    @AfterEach
    void close() throws IOException {
        agent.workers().stop();
        held.reversed().forEach(Runnable::run);
        shop.close();
    }

    @Test
    void requestsWaitWhileWhatMustNotRunTwiceIsReplaced() {
        serves(Plan.alone(release("1", DockerPlace.serverCommand())));
        var load = Load.of(shop.uri("http"), 200);
        AgentReport good;
        AgentReport bad;
        try (load) {
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > 100);
            good = serves(Plan.alone(release("2", DockerPlace.serverCommand())));
            await().atMost(PATIENCE).until(() -> load.answeredBy("2") > 100);

            var neverServes = Plan.alone(release("3", RealShop.NEVER_SERVES));
            agent.requests().deploy(neverServes, null);
            bad = end(neverServes);
            assertThat(bad.phase()).isEqualTo(Phase.FAILED);
            var before = load.answeredBy("2");
            await().atMost(PATIENCE).until(() -> load.answeredBy("2") > before + 100);
        }
        System.out.printf(
                "recreate: %d requests, %d lost; good: %s; bad: %s%n",
                load.sent(),
                load.lost().size(),
                World.step(good, "switch").detail(),
                World.step(bad, "switch-back").detail());
        assertThat(World.step(good, "switch").detail()).contains("api was away for");
        assertThat(World.step(bad, "switch-back").detail()).contains("api was away for");
        assertThat(load.lost()).isEmpty();
        assertThat(load.answeredBy("3")).isZero();
    }

    @Test
    @Tag("long")
    void losesNothingWhileThreeAreReplacedOneAfterTheOther() {
        serves(rolling("1", DockerPlace.serverCommand()));
        assertThat(running()).hasSize(4);
        var load = Load.of(shop.uri("http"), 200);
        AgentReport good;
        AgentReport bad;
        AgentReport back;
        try (load) {
            await().atMost(PATIENCE).until(() -> load.answeredBy("1") > 100);
            good = serves(rolling("2", DockerPlace.serverCommand()));
            await().atMost(PATIENCE).until(() -> load.answeredBy("2") > 100);
            var all = load.answeredBy("1");

            var neverServes = rolling("3", RealShop.NEVER_SERVES);
            agent.requests().deploy(neverServes, null);
            bad = end(neverServes);
            assertThat(load.answeredBy("1")).isEqualTo(all);

            var third = rolling("4", DockerPlace.serverCommand());
            agent.requests().deploy(third, null);
            await().atMost(PATIENCE).until(() -> report(third).phase() == Phase.SWITCHED);
            agent.requests().rollBack(Plan.turnBack(third));
            back = end(third);
            var before = load.answeredBy("2");
            await().atMost(PATIENCE).until(() -> load.answeredBy("2") > before + 100);
        }
        System.out.printf(
                "rolling: %d requests, %d lost; good: switch from %s to %s; bad: %s%n",
                load.sent(),
                load.lost().size(),
                World.step(good, "switch").startedAt(),
                World.step(good, "switch").finishedAt(),
                bad.reason());
        assertThat(bad.phase()).isEqualTo(Phase.FAILED);
        assertThat(back.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(running()).hasSize(4).allMatch(it -> it.version().equals("2"));
        assertThat(load.lost()).isEmpty();
        assertThat(load.answeredBy("3")).isZero();
    }

    private DeploymentRequested rolling(String version, List<String> command) {
        return Plan.replicated(release(version, command), 3, ServiceSpec.Strategy.ROLLING);
    }

    private List<ContainerState> running() {
        return shop.containers().stream().filter(ContainerState::running).toList();
    }

    @Test
    void cutsNoWebSocketBeforeItsGraceIsOverAndOpensNewOnesToTheNewVersion() {
        serves(release("1", DockerPlace.serverCommand()));
        try (var old = Sockets.open(shop.uri("ws"), 50)) {
            await().atMost(PATIENCE).until(() -> old.fewest() > 5);
            var second = release("2", DockerPlace.serverCommand());
            agent.requests().deploy(second, null);
            await().atMost(PATIENCE).until(() -> report(second).phase() == Phase.SWITCHED);
            try (var next = Sockets.open(shop.uri("ws"), 50)) {
                await().atMost(PATIENCE).until(() -> next.fewest() > 5);
                assertThat(next.versions()).containsOnly("2");
                assertThat(old.closed()).isEmpty();
                agent.requests().keep(Plan.keep(second));
                var end = end(second);
                assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
                await().atMost(PATIENCE).until(() -> old.closed().size() == 50);
                var retiring = World.step(end, "retire").startedAt();
                assertThat(old.closed())
                        .allSatisfy(
                                it -> assertThat(Duration.between(retiring, it)).isGreaterThanOrEqualTo(GRACE));
                assertThat(old.versions()).containsOnly("1");
                assertThat(next.closed()).isEmpty();
            }
        }
    }

    private DeploymentRequested release(String version, List<String> command) {
        return shop.release(version, command, RestorePolicy.NEVER);
    }

    private AgentReport serves(DeploymentRequested request) {
        agent.requests().deploy(request, null);
        await().atMost(PATIENCE)
                .until(() -> report(request).phase() == Phase.SWITCHED
                        || report(request).phase().isEnd());
        agent.requests().keep(Plan.keep(request));
        var end = end(request);
        assertThat(end.phase()).as(String.valueOf(end)).isEqualTo(Phase.SUCCEEDED);
        return end;
    }

    private AgentReport end(DeploymentRequested request) {
        return await().atMost(PATIENCE)
                .until(() -> report(request), it -> it.phase().isEnd());
    }

    private AgentReport report(DeploymentRequested request) {
        return agent.store()
                .transact(it -> it.find(request.deploymentId()))
                .orElseThrow()
                .report();
    }
}
