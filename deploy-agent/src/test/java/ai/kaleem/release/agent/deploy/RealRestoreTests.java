package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.EachOnce;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person brings the data of a real Redis back, on the real engine, while visitors go on asking. */
class RealRestoreTests {

    private static final Catalogue ALL = Catalogue.of(List.of(Workers.class), "ai.kaleem.release.agent");

    @TempDir
    Path folder;

    private RealShop shop;
    private Lives lives;
    private DeploymentRequested serving;

    /** Taken before the version that serves was released. */
    private List<AgentReport.Backup> backups;

    @BeforeEach
    void open() throws IOException {
        shop = new RealShop(folder);
        lives = new Lives(shop::life);
    }

    @AfterEach
    void close() throws IOException {
        lives.close();
        shop.close();
    }

    @Test
    void requestsWaitAndNoneIsLost() {
        servesAfterOrders();

        AgentReport end;
        try (var load = Load.of(shop.uri("http"), 50)) {
            await().until(() -> load.answeredBy("2") > 25);
            end = succeeds(Plan.restore(serving, shop.nextEpoch(), backups));
            await().until(() -> load.answeredBy("2") > 50);
            load.close();
            assertThat(load.lost()).isEmpty();
            System.out.printf("A restore under load: %d requests, none lost%n", load.answeredBy("2"));
        }

        assertThat(shop.redis("GET", "orders")).isEqualTo("41");
        assertThat(end.lostSince()).isEqualTo(backups.getFirst().takenAt());
        assertThat(end.serving()).isEqualTo("2");
        assertThat(World.step(end, "restore").detail())
                .contains(end.backups().getFirst().file());
        // Who erred brings back what the restore overwrote.
        succeeds(Plan.restore(serving, shop.nextEpoch(), end.backups()));
        assertThat(shop.redis("GET", "orders")).isEqualTo("7");
    }

    @Test
    @Tag("long")
    void itEndsTheSameWhereverTheAgentDies() {
        servesAfterOrders();
        var points = ALL.points();
        var once = new EachOnce(moment -> true);
        lives.dieWhere(it -> points.contains(it.point()) && once.test(it));

        succeeds(Plan.restore(serving, shop.nextEpoch(), backups));

        System.out.printf(
                "Crash points of a restore: died at %d moments%n", lives.died().size());
        assertThat(lives.died()).hasSizeGreaterThan(40);
        lives.dieNoMore();
        assertThat(shop.redis("GET", "orders")).isEqualTo("41");
        assertThat(shop.answer()).isEqualTo("2");
        assertThat(shop.containers().stream().filter(ContainerState::running))
                .extracting(ContainerState::name)
                .containsExactlyInAnyOrder(RealShop.container(serving, "api"), RealShop.container(serving, "worker"));
    }

    /** 41 orders were there before 2 was released, and 7 are left. */
    private void servesAfterOrders() {
        succeeds(release("1"));
        shop.redis("SET", "orders", "41");
        serving = release("2");
        backups = succeeds(serving).backups();
        shop.redis("SET", "orders", "7");
    }

    private DeploymentRequested release(String version) {
        return RealShop.patient(shop.release(version, DockerPlace.serverCommand(), RestorePolicy.NEVER));
    }

    private AgentReport succeeds(DeploymentRequested request) {
        var end = lives.complete(request, (lives, report) -> {
            if (report.phase() == Phase.SWITCHED) {
                lives.ask(new Request.KeepRequested(
                        report.releaseId(), report.deploymentId(), report.agent(), report.epoch()));
            }
        });
        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.SUCCEEDED);
        return end;
    }
}
