package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
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

    @Test
    void aRequiredVariableThatIsMissingOrEmptyStopsThePreflight() throws IOException {
        var file = folder.resolve("api.env");
        Files.writeString(file, "VERSION=1.0.0\nJWT_SECRET=not-a-secret\nMODE=a-value\n");
        var good = requiring(withEnvFile(file), "JWT_SECRET", "MODE");
        assertThat(lives.complete(good, this::keep).phase()).isEqualTo(Phase.SUCCEEDED);
        Files.writeString(file, "VERSION=2.0.0\nMODE=\nOTHER=a-value\n");

        var end = lives.complete(requiring(withEnvFile(file), "JWT_SECRET", "MODE"), this::keep);

        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason())
                .isEqualTo(
                        "preflight: required variables have no value: JWT_SECRET is missing, MODE is empty of service api, which reads %s. Set them there, or in environment, and release again"
                                .formatted(file));
        assertThat(end.steps())
                .filteredOn(it -> it.startedAt() != null)
                .extracting(AgentReport.Step::name)
                .containsExactly("preflight", "remove");
        assertThat(stack.answer()).isEqualTo("1.0.0");
        var told = check(good);
        assertThat(told.detail()).endsWith("; 2 required ones have no value");
        assertThat(told.evidence())
                .contains(
                        "service api: JWT_SECRET is missing, and is required",
                        "service api: MODE is empty, and is required")
                .doesNotContain("not-a-secret", "a-value");
    }

    @Test
    void thePlanMayGiveARequiredVariableItself() throws IOException {
        var file = folder.resolve("api.env");
        Files.writeString(file, "VERSION=1.0.0\n");
        var release = withEnvFile(file);
        var api = release.services().getFirst();
        var given = requiring(
                release.withServices(List.of(api.withEnvironment(Map.of("MODE", "production")))), "MODE", "VERSION");

        assertThat(lives.complete(given, this::keep).phase()).isEqualTo(Phase.SUCCEEDED);
    }

    private static DeploymentRequested requiring(DeploymentRequested it, String... names) {
        var services = it.services().stream()
                .map(service -> service.withRequiredEnv(List.of(names)))
                .toList();
        return it.withServices(services);
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
        return plain.withServices(
                List.of(service.with(copy -> copy.envFile(file.toString()).environment(Map.of()))));
    }

    private void keep(Lives lives, AgentReport report) {
        if (report.phase() == Phase.SWITCHED) {
            lives.ask(new Request.KeepRequested(
                    report.releaseId(), report.deploymentId(), report.agent(), report.epoch()));
        }
    }
}
