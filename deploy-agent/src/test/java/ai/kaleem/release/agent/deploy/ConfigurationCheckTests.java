package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would be otherwise with the next release is told, and no secret. */
class ConfigurationCheckTests {

    @TempDir
    Path folder;

    private ComposeStack stack;
    private Lives lives;

    @BeforeEach
    void open() throws IOException {
        stack = new ComposeStack(folder);
        lives = new Lives(stack::life);
    }

    @AfterEach
    void close() throws IOException {
        lives.close();
        stack.close();
    }

    @Test
    void tellsWhatChangedSinceTheReleaseByNamesAlone() throws IOException {
        var file = folder.resolve("api.env");
        Files.writeString(file, "VERSION=2.0.0\nJWT_SECRET=not-a-secret\n");
        var release = withEnvFile(file);
        assertThat(lives.complete(release, this::keep).phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(check(release).detail()).isEqualTo("0 variables differ from what 2.0.0 runs with");
        Files.writeString(file, "VERSION=2.0.0\nJWT_SECRET=another-secret\nMODE=new-secret\n");

        var told = check(release);

        assertThat(told.detail()).isEqualTo("2 variables differ from what 2.0.0 runs with");
        assertThat(told.evidence())
                .contains("service api: %s differs".formatted(file), "~ JWT_SECRET ", "+ MODE ")
                .doesNotContain("-secret");
        // It is no drift: what runs is what was released.
        assertThat(stack.drift()).isNull();
        assertThat(stack.answer()).isEqualTo("2.0.0");
        Files.delete(file);
        var gone = lives.complete(stack.again(release, Kind.CONFIGURATION_CHECK), (lives, report) -> {});
        assertThat(gone.phase()).isEqualTo(Phase.FAILED);
        assertThat(gone.reason()).contains("env file %s is not on this host".formatted(file));
    }

    private AgentReport.Step check(DeploymentRequested release) {
        var end = lives.complete(stack.again(release, Kind.CONFIGURATION_CHECK), (lives, report) -> {});
        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.CANCELLED);
        assertThat(end.reason()).contains("nothing was touched");
        return end.steps().getFirst();
    }

    private DeploymentRequested withEnvFile(Path file) {
        var plain = stack.request(
                Kind.RELEASE,
                "2.0.0",
                Duration.ofSeconds(60),
                3000,
                DockerPlace.serverCommand().toArray(String[]::new));
        var service = plain.services().getFirst();
        return new DeploymentRequested(
                plain.releaseId(),
                DeploymentId.next(),
                plain.app(),
                plain.environment(),
                plain.version(),
                plain.agent(),
                plain.kind(),
                plain.epoch(),
                plain.notAfter(),
                null,
                List.of(new ServiceSpec(
                        service.name(),
                        service.image(),
                        service.command(),
                        service.port(),
                        service.publish(),
                        file.toString(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        service.stopGrace(),
                        service.health(),
                        List.of())),
                plain.datastores(),
                plain.policy(),
                plain.data());
    }

    private void keep(Lives lives, AgentReport report) {
        if (report.phase() == Phase.SWITCHED) {
            lives.ask(new Request.KeepRequested(
                    report.releaseId(), report.deploymentId(), report.agent(), report.epoch()));
        }
    }
}
