package ai.kaleem.release.agent.outbound.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.ContainerSpec;
import ai.kaleem.release.agent.deploy.Host;
import ai.kaleem.release.agent.deploy.HostContract;
import ai.kaleem.release.agent.deploy.HostUnavailable;
import ai.kaleem.release.agent.deploy.Place;
import ai.kaleem.release.agent.deploy.StepFailed;
import ai.kaleem.release.common.contract.DeploymentId;
import ai.kaleem.release.common.contract.ImageRef;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import ai.kaleem.release.common.registry.LoginFile;
import ai.kaleem.release.common.testing.Images;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerHostTests implements HostContract {

    @TempDir
    Path folder;

    DockerPlace docker;

    @BeforeEach
    void open() {
        docker = new DockerPlace(folder);
    }

    @AfterEach
    void close() throws IOException {
        docker.close();
    }

    @Override
    public Host host() {
        return docker.host;
    }

    @Override
    public Place place() {
        return docker.place;
    }

    @Override
    public String localImage() {
        return Images.node().asCanonicalNameString();
    }

    @Override
    public List<String> staysUp() {
        return DockerPlace.serverCommand();
    }

    @Test
    void givesAContainerWhatItsServiceAsksFor() throws IOException {
        var envFile = Files.writeString(folder.resolve("api.env"), "SECRET=\"a b\"\nBOTH=file\n");
        Files.createDirectory(folder.resolve("uploads"));
        var networks = List.of(docker.place.app() + "-one", docker.place.app() + "-two");
        var service = ServiceSpecBuilder.builder()
                .name("api")
                .image(localImage())
                .command(staysUp())
                .port(3000)
                .environment(Map.of("BOTH", "plan"))
                .volumes(List.of(folder.resolve("uploads") + ":/uploads:ro"))
                .networks(networks)
                .memory(64L * 1024 * 1024)
                .cpus(0.5)
                .stopGrace(Duration.ofSeconds(7))
                .build();
        var container = docker.container(service, envFile);
        host().create(container);

        var made = inspect(container);
        assertThat(made.getConfig().getEnv()).contains("SECRET=a b", "BOTH=plan");
        assertThat(made.getHostConfig().getMemory()).isEqualTo(64L * 1024 * 1024);
        assertThat(made.getHostConfig().getNanoCPUs()).isEqualTo(500_000_000L);
        assertThat(made.getHostConfig().getBinds()).hasSize(1);
        assertThat(made.getHostConfig().getPortBindings()).isNull();
        var joined = made.getNetworkSettings().getNetworks();
        assertThat(joined).containsOnlyKeys(networks);
        assertThat(joined.values())
                .allSatisfy(it -> assertThat(it.getAliases() == null ? List.<String>of() : it.getAliases())
                        .doesNotContain("api"));
    }

    @Test
    void isStartedAgainByTheEngineOnlyWhileItShallRun() {
        var container = aContainer("api");
        host().create(container);
        assertThat(restartPolicy(container)).isIn("", "no");
        host().start(container.name());
        assertThat(restartPolicy(container)).isEqualTo("always");
        host().stop(container.name(), Duration.ofSeconds(1));
        assertThat(restartPolicy(container)).isEqualTo("unless-stopped");
        host().start(container.name());
        assertThat(restartPolicy(container)).isEqualTo("always");
    }

    /** Its process ends while the engine is told, sooner or later in each round. */
    @Test
    void isStoppedWhileItCrashesOverAndOver() {
        var container = docker.container(docker.service("api", Map.of(), List.of("sh", "-c", "exit 3")));
        host().create(container);
        for (int round = 0; round < 8; round++) {
            host().start(container.name());
            host().stop(container.name(), Duration.ofSeconds(1));
            assertThat(restartPolicy(container)).isEqualTo("unless-stopped");
            assertThat(host().inspect(container.name()).orElseThrow().running()).isFalse();
        }
    }

    @Test
    void runsToItsEndOnceAndSaysHowThatWas() {
        var container =
                docker.container(docker.service("api.migrate", Map.of(), List.of("sh", "-c", "echo moved; exit 4")));
        host().create(container);
        assertThat(host().inspect(container.name()).orElseThrow().startedAt()).isNull();
        host().startOnce(container.name());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> host().inspect(container.name()).orElseThrow().exitCode() != null);
        host().stop(container.name(), Duration.ofSeconds(1));
        var ended = host().inspect(container.name()).orElseThrow();
        assertThat(ended.running()).isFalse();
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.startedAt()).isNotNull();
        assertThat(host().logs(container.name(), 10)).contains("moved");
        assertThat(restartPolicy(container)).isIn("", "no");
    }

    private String restartPolicy(ContainerSpec container) {
        return inspect(container).getHostConfig().getRestartPolicy().getName();
    }

    @Test
    void neverTouchesAContainerThatIsNotOurs() {
        var container = aContainer("api");
        var foreign = docker.runsForeign("x", localImage(), List.of(), "sleep", "1000");
        docker.engine.tell(
                "Renaming",
                it -> it.renameContainerCmd(foreign).withName(container.name()).exec());

        assertThat(host().obstacle(container))
                .hasValueSatisfying(it -> assertThat(it).contains(container.name()));
        assertThatThrownBy(() -> host().create(container))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining(container.name());
        host().stop(container.name(), Duration.ofSeconds(1));
        host().remove(container.name());
        assertThat(host().inspect(container.name())).isEmpty();
        assertThat(inspect(container).getState().getRunning()).isTrue();
    }

    @Test
    void showsTheEndOfAFailedContainersOutput() {
        var container = docker.container(docker.service(
                "api",
                Map.of(),
                List.of("sh", "-c", "for i in $(seq 1 150); do echo line $i; done; echo broken >&2; exit 3")));
        host().create(container);
        host().start(container.name());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> host().inspect(container.name()).orElseThrow().restarts() > 1);
        host().stop(container.name(), Duration.ofSeconds(1));

        assertThat(host().inspect(container.name()).orElseThrow().exitCode()).isEqualTo(3);
        assertThat(host().logs(container.name(), 200).lines()).hasSizeLessThanOrEqualTo(200);
        assertThat(host().logs(container.name(), 200)).contains("line 150", "broken");
    }

    @Test
    void namesTheCommandThatCannotStart() {
        var container = docker.container(docker.service("api", Map.of(), List.of("/no/such/program")));
        host().create(container);
        assertThatThrownBy(() -> host().start(container.name()))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void refusesANetworkWithoutNames() {
        var spec = docker.service("api", Map.of(), staysUp());
        var service = ServiceSpecBuilder.builder()
                .name(spec.name())
                .image(spec.image())
                .command(spec.command())
                .port(3000)
                .networks(List.of("bridge"))
                .stopGrace(Duration.ofSeconds(5))
                .build();
        assertThatThrownBy(() -> host().create(docker.container(service)))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("'bridge'");
    }

    @Test
    void doesNotPullWhatNoRegistryKnows() {
        var unknown = new ImageRef("sha256:" + "b".repeat(64));
        assertThatThrownBy(() -> host().pull(unknown, Duration.ofSeconds(5), () -> false))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("no registry");
        host().pull(docker.image(), Duration.ofSeconds(5), () -> false);
    }

    @Test
    void saysWhyAPullFails() {
        // Nothing listens there.
        var image = new ImageRef("127.0.0.1:9/nothing/here@sha256:" + "c".repeat(64));
        assertThatThrownBy(() -> host().pull(image, Duration.ofSeconds(20), () -> false))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("127.0.0.1:9");
    }

    @Test
    void endsAPullThatIsCalledOff() {
        // An address that swallows what is sent to it.
        var image = new ImageRef("192.0.2.1:5000/nothing/here@sha256:" + "d".repeat(64));
        var began = System.nanoTime();
        assertThatThrownBy(() -> host().pull(image, Duration.ofSeconds(60), () -> true))
                .isInstanceOf(StepFailed.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void namesTheSocketWhenDockerDoesNotAnswer() throws IOException {
        var socket = "unix://" + folder.resolve("nobody.sock");
        try (var engine = Engine.at(socket, Duration.ofSeconds(2), LoginFile.of("", "a.setting"))) {
            var unreachable = new DockerHost(engine, folder);
            assertThatThrownBy(unreachable::freeDisk)
                    .isInstanceOf(HostUnavailable.class)
                    .hasMessageContaining(socket);
            assertThatThrownBy(() -> unreachable.stop("api", Duration.ofSeconds(1)))
                    .isInstanceOf(HostUnavailable.class);
        }
    }

    @Test
    void isTheSameContainerForTheSameDeployment() {
        var deployment = DeploymentId.next();
        assertThat(ContainerSpec.name(place(), "api", deployment))
                .isEqualTo(place().app() + "-testing-api-" + deployment.value().toLowerCase(Locale.ROOT));
    }

    private InspectContainerResponse inspect(ContainerSpec container) {
        return docker.engine.ask(
                "Looking", it -> it.inspectContainerCmd(container.name()).exec());
    }

    @Test
    void knowsWhatWasKilledForLackOfMemory() {
        var began = Instant.now();
        var eats = List.of("node", "-e", "const all = []; setInterval(() => all.push(Buffer.alloc(8 << 20, 1)), 20)");
        var service = docker.service("eater", Map.of(), eats);
        var hungry = docker.container(ServiceSpecBuilder.builder()
                .name(service.name())
                .image(service.image())
                .command(service.command())
                .port(service.port())
                .memory(64L << 20)
                .stopGrace(service.stopGrace())
                .build());
        docker.host.create(hungry);
        assertThat(docker.host.outOfMemory(hungry.name(), began)).isZero();
        docker.host.start(hungry.name());
        await().atMost(Duration.ofSeconds(30)).until(() -> docker.host.outOfMemory(hungry.name(), began) > 0);
        assertThat(docker.host.outOfMemory(hungry.name(), Instant.now().plusSeconds(5)))
                .isZero();
    }

    @Test
    void saysWhatIsWrongWithAnotherContainer() {
        var name = docker.runsForeign("store", Images.node().asCanonicalNameString(), List.of(), "sleep", "100");
        assertThat(docker.host.fault(name)).isEmpty();
        docker.engine.tell("Stopping", it -> it.killContainerCmd(name).exec());
        await().atMost(Duration.ofSeconds(10))
                .until(() -> docker.host
                        .fault(name)
                        .filter(("container %s does not run".formatted(name))::equals)
                        .isPresent());
        assertThat(docker.host.fault("kaleem-not-there")).contains("container kaleem-not-there is gone");
    }
}
