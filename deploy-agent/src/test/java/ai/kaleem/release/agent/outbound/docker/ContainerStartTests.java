package ai.kaleem.release.agent.outbound.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.testing.Images;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On the real engine. What an engine that is killed twice leaves behind, the folder of a container's task, is put there by
 * hand; where the tests may not write to it they are left out.
 */
class ContainerStartTests {

    private static final List<Path> WHERE = List.of(
            Path.of("/run/containerd/io.containerd.runtime.v2.task/moby"),
            Path.of("/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby"),
            Path.of("/var/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby"));

    @TempDir
    Path folder;

    private final List<Path> left = new ArrayList<>();
    private DockerPlace docker;

    @BeforeEach
    void open() {
        docker = new DockerPlace(folder);
    }

    @AfterEach
    void close() throws IOException {
        docker.close();
        for (var each : left) {
            Files.deleteIfExists(each);
        }
    }

    @Test
    void whatTheEngineLostHoldOfIsMadeAnewAsItWas() throws IOException {
        var container = aContainerOfEverything();
        var before = inspect(container);
        docker.host.stop(container.name(), Duration.ofSeconds(1));
        loseHoldOf(before);

        docker.host.start(container.name());

        var after = inspect(container);
        assertThat(after.getId()).isNotEqualTo(before.getId());
        assertThat(after.getState().getRunning()).isTrue();
        assertThat(after.getImageId()).isEqualTo(before.getImageId());
        assertThat(after.getConfig().getEnv())
                .containsExactlyInAnyOrder(before.getConfig().getEnv());
        assertThat(after.getConfig().getCmd()).isEqualTo(before.getConfig().getCmd());
        assertThat(after.getConfig().getLabels()).isEqualTo(before.getConfig().getLabels());
        assertThat(after.getHostConfig().getMemory())
                .isEqualTo(before.getHostConfig().getMemory());
        assertThat(after.getHostConfig().getNanoCPUs())
                .isEqualTo(before.getHostConfig().getNanoCPUs());
        assertThat(after.getHostConfig().getBinds())
                .isEqualTo(before.getHostConfig().getBinds());
        assertThat(after.getHostConfig().getRestartPolicy())
                .isEqualTo(before.getHostConfig().getRestartPolicy());
        assertThat(Networks.joinedBy(after)).isEqualTo(Networks.joinedBy(before));
        assertThat(docker.host.list(docker.place)).hasSize(1);
    }

    @Test
    void whatShouldRunAndCannotIsRecovered() throws IOException {
        var container = aContainerOfEverything();
        var before = inspect(container);
        docker.engine.settle(
                "Killing it by hand",
                it -> it.killContainerCmd(container.name()).exec());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !Boolean.TRUE.equals(inspect(container).getState().getRunning()));
        loseHoldOf(before);
        // As the engine does by itself when it comes up.
        assertThatThrownBy(() -> docker.engine.tell(
                        "Starting it",
                        it -> it.startContainerCmd(container.name()).exec()))
                .hasCauseInstanceOf(DockerException.class);

        docker.host.recover();

        assertThat(docker.host.inspect(container.name()))
                .hasValueSatisfying(it -> assertThat(it.running()).isTrue());
    }

    @Test
    void whatWasStoppedStaysStopped() throws IOException {
        var container = aContainerOfEverything();
        var before = inspect(container);
        docker.host.stop(container.name(), Duration.ofSeconds(1));
        loseHoldOf(before);
        assertThatThrownBy(() -> docker.engine.tell(
                        "Starting it",
                        it -> it.startContainerCmd(container.name()).exec()))
                .hasCauseInstanceOf(DockerException.class);

        docker.host.recover();

        assertThat(inspect(container).getId()).isEqualTo(before.getId());
    }

    @Test
    void whatCannotBeStartedForAnotherReasonStaysAsItIs() {
        var container = docker.container(docker.service("api", Map.of(), List.of("/no/such/program")));
        docker.host.create(container);
        var before = inspect(container).getId();

        assertThatThrownBy(() -> docker.host.start(container.name()))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("/no/such/program");
        assertThat(inspect(container).getId()).isEqualTo(before);
    }

    private ContainerSpec aContainerOfEverything() {
        var service = ServiceSpecBuilder.builder()
                .name("api")
                .image(Images.node().asCanonicalNameString())
                .command(DockerPlace.serverCommand())
                .port(3000)
                .environment(Map.of("VERSION", "1.0.0"))
                .volumes(List.of(folder + ":/data:ro"))
                .networks(List.of(docker.place.app() + "-one", docker.place.app() + "-two"))
                .memory(64L * 1024 * 1024)
                .cpus(0.5)
                .stopGrace(Duration.ofSeconds(7))
                .build();
        var container = docker.container(service);
        docker.host.create(container);
        docker.host.start(container.name());
        return container;
    }

    private void loseHoldOf(InspectContainerResponse container) throws IOException {
        var where = WHERE.stream().filter(Files::isWritable).findFirst();
        assumeTrue(where.isPresent(), "The engine keeps its tasks where this test may not write");
        left.add(Files.createDirectory(where.orElseThrow().resolve(container.getId())));
    }

    private InspectContainerResponse inspect(ContainerSpec container) {
        return docker.engine.ask(
                "Looking", it -> it.inspectContainerCmd(container.name()).exec());
    }
}
