package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is missing on the host refuses a rollback only where the rollback needs it. */
class EmergencyTests {

    private static final String ENV_FILE = "/opt/shop/api.env";

    private final World world = new World();

    @AfterEach
    void stop() {
        world.close();
    }

    private AgentReport rollsBack(DeploymentRequested target, long epoch, DataChoice data) {
        var request = Plan.rollbackTo(target, epoch, null, data);
        world.ask(request);
        return world.awaitEnd(request.deploymentId());
    }

    @Test
    void needsNoDiskWhereTheContainersAreKept() {
        var first = world.serves("1", 1);
        world.serves("2", 2);
        world.host.free = 1000;
        assertThat(rollsBack(first, 3, DataChoice.KEEP).phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
    }

    @Test
    void needsNoDiskWhereTheImagesAreKept() {
        var first = world.serves("1", 1);
        world.serves("2", 2);
        world.serves("3", 3);
        assertThat(world.host.all()).doesNotContain(Plan.container(first, "api"));
        world.host.free = 1000;
        assertThat(rollsBack(first, 4, DataChoice.KEEP).phase()).isEqualTo(Phase.SUCCEEDED);
    }

    @Test
    void needsDiskForARestore() {
        var first = world.serves("1", 1);
        world.serves("2", 2);
        world.host.free = 1000;
        var report = rollsBack(first, 3, DataChoice.RESTORE);
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(report.reason()).contains("the disk with /memory has 1000 bytes left");
        assertThat(report.serving()).isEqualTo("2");
    }

    @Test
    void needsDiskForAPull() {
        var digest = "registry.example/shop@sha256:" + "c".repeat(64);
        world.serves("1", 1);
        var never = Plan.release("0", 0).withServices(List.of(Plan.service("api", digest, 3000, null, List.of())));
        world.host.free = 1000;
        var report = rollsBack(never, 3, DataChoice.KEEP);
        assertThat(report.phase()).isEqualTo(Phase.ROLLBACK_FAILED);
        assertThat(report.reason()).contains("the disk with /memory has 1000 bytes left");
    }

    @Test
    void needsNoEnvFileWhereTheContainersAreKept() {
        world.envFiles.there.add(ENV_FILE);
        var first = withEnvFile(Plan.release("1", 1));
        world.ask(first);
        world.awaitPhase(first.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(first));
        world.awaitEnd(first.deploymentId());
        world.serves("2", 2);
        world.envFiles.there.clear();
        assertThat(rollsBack(first, 3, DataChoice.KEEP).phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(world.gateway.target(Plan.API)).contains(Plan.container(first, "api"));
    }

    private static DeploymentRequested withEnvFile(DeploymentRequested request) {
        var api = ServiceSpecBuilder.builder()
                .name("api")
                .image("shop:1")
                .port(3000)
                .envFile(ENV_FILE)
                .stopGrace(Duration.ofMillis(50))
                .build();
        return request.withServices(List.of(api));
    }
}
