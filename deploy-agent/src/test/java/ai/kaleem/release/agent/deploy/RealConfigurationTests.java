package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Configuration;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.testing.Images;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.RestartPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx in front stays while releases move behind it, and runs with the configuration of the one that serves. */
class RealConfigurationTests {

    @TempDir
    Path folder;

    private RealShop shop;
    private RealAgent agent;
    private Path next;
    private Path mounted;
    private URI front;
    private String nginx;

    @BeforeEach
    void open() throws IOException {
        shop = new RealShop(folder);
        agent = new RealAgent(shop);
        next = Files.createDirectory(folder.resolve("next"));
        mounted = Files.createDirectory(folder.resolve("mounted"));
        nginx = shop.docker().place.app() + "-nginx";
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            front = URI.create("http://127.0.0.1:%d/".formatted(socket.getLocalPort()));
        }
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
        shop.close();
    }

    @Test
    void nginxIsConfiguredWithTheReleaseAndNoRequestIsLost() throws IOException {
        var first = release("1");
        agent.serves(first);
        Files.writeString(mounted.resolve("default.conf"), site("one"));
        startNginx();
        await().atMost(RealAgent.PATIENCE)
                .untilAsserted(() -> assertThat(header()).isEqualTo("one"));
        var started = startedAt();

        try (var load = Load.asBrowsersDo(front, 100)) {
            answers(load, "1");
            Files.writeString(next.resolve("default.conf"), site("two"));
            var second = configuring("2");
            System.out.println(step(agent.serves(second), "check-configuration").evidence());
            answers(load, "2");
            assertThat(header()).isEqualTo("two");

            // What nginx -t refuses is never seen by the nginx that serves: not one connection is closed for it.
            try (var strict = Load.of(front, 50)) {
                refuses(site("three").replace("listen 80;", "listen 80; nonsense"));
                answers(strict, "2");
                strict.close();
                assertThat(strict.lost()).isEmpty();
                System.out.printf("While nginx -t refuses: %d requests, none lost%n", strict.sent());
            }

            // One that is turned back after its switch takes its configuration along.
            Files.writeString(next.resolve("default.conf"), site("four"));
            var fourth = configuring("4");
            agent.switches(fourth);
            assertThat(header()).isEqualTo("four");
            answers(load, "4");
            assertThat(agent.turnedBack(fourth).phase()).isEqualTo(Phase.ROLLED_BACK);
            assertThat(header()).isEqualTo("two");

            // An emergency goes back to a release whose plan says nothing of nginx.
            var back = agent.endOf(Plan.rollbackTo(first, shop.nextEpoch(), null, DataChoice.KEEP));
            assertThat(back.phase()).as("%s", back.reason()).isEqualTo(Phase.SUCCEEDED);
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(header()).isEqualTo("one"));
            assertThat(Files.readString(mounted.resolve("default.conf"))).isEqualTo(site("one"));

            load.close();
            assertThat(load.lost()).isEmpty();
            System.out.printf(
                    "Through an nginx that is configured: %d requests, none lost, %d asked again%n",
                    load.sent(), load.askedAgain());
        }
        assertThat(startedAt()).isEqualTo(started);
        assertThat(shop.containers()).noneMatch(it -> it.service().contains("check"));
    }

    private void refuses(String site) throws IOException {
        Files.writeString(next.resolve("default.conf"), site);
        var bad = agent.endOf(configuring("3"));
        assertThat(bad.phase()).isEqualTo(Phase.FAILED);
        assertThat(bad.reason()).contains("nginx in a container like %s ended with 1".formatted(nginx));
        assertThat(step(bad, "check-configuration").evidence()).contains("unknown directive \"nonsense\"");
        assertThat(step(bad, "configure").startedAt()).isNull();
        assertThat(Files.readString(mounted.resolve("default.conf"))).isEqualTo(site("two"));
        assertThat(header()).isEqualTo("two");
    }

    @Test
    @Tag("long")
    void oneThatPassesItsCheckAndDoesNotServeIsPutBack() throws IOException {
        agent.serves(release("1"));
        Files.writeString(mounted.resolve("default.conf"), site("one"));
        startNginx();
        await().atMost(RealAgent.PATIENCE)
                .untilAsserted(() -> assertThat(header()).isEqualTo("one"));

        Files.writeString(next.resolve("default.conf"), "server { listen 80; return 503; }\n");
        var bad = agent.endOf(configuring("2"));

        assertThat(bad.phase()).isEqualTo(Phase.FAILED);
        assertThat(bad.reason()).isEqualTo("configure: %s: / answered 503".formatted(nginx));
        assertThat(step(bad, "switch").startedAt()).isNull();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(header()).isEqualTo("one"));

        Files.delete(mounted.resolve("default.conf"));
        Files.delete(mounted);
        assertThat(agent.endOf(configuring("3")).reason())
                .isEqualTo("preflight: %s is not on this host".formatted(mounted));
    }

    @Test
    void aFileThatIsMountedAloneIsRefused() throws IOException {
        agent.serves(release("1"));
        Files.writeString(next.resolve("default.conf"), site("two"));
        Files.writeString(mounted.resolve("default.conf"), site("one"));
        startNginx("%s/default.conf:/etc/nginx/conf.d/default.conf:ro".formatted(mounted));

        assertThat(agent.endOf(configuring("2")).reason())
                .isEqualTo(
                        "check-configuration: container %s does not mount the folder %s; mount the folder itself: a file that is mounted alone cannot be exchanged while it runs"
                                .formatted(nginx, mounted));
    }

    private DeploymentRequested release(String version) {
        return RealShop.patient(shop.release(version, DockerPlace.serverCommand(), RestorePolicy.NEVER));
    }

    private DeploymentRequested configuring(String version) {
        return Plan.configuring(
                release(version),
                new Configuration(
                        nginx,
                        next.toString(),
                        mounted.toString(),
                        List.of("nginx", "-t"),
                        List.of("nginx", "-s", "reload"),
                        Duration.ofSeconds(10),
                        front.toString()));
    }

    private static String site(String front) {
        return """
                resolver 127.0.0.11 valid=1s;
                server {
                    listen 80;
                    set $upstream http://api:3000;
                    add_header X-Front %s;
                    location / {
                        proxy_pass $upstream;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                    }
                }
                """.formatted(front);
    }

    private void startNginx() {
        startNginx(mounted + ":/etc/nginx/conf.d:ro");
    }

    private void startNginx(String mount) {
        shop.docker().engine.tell("Running " + nginx, docker -> {
            docker.createContainerCmd(Images.nginx().asCanonicalNameString())
                    .withName(nginx)
                    .withLabels(Map.of("kaleem.test", shop.docker().place.app()))
                    .withExposedPorts(ExposedPort.tcp(80))
                    .withHostConfig(HostConfig.newHostConfig()
                            .withNetworkMode(shop.network())
                            .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                            .withPortBindings(PortBinding.parse("127.0.0.1:%d:80".formatted(front.getPort())))
                            .withBinds(Bind.parse(mount)))
                    .exec();
            docker.startContainerCmd(nginx).exec();
        });
    }

    private String startedAt() {
        return shop.docker()
                .engine
                .ask(
                        "Looking at " + nginx,
                        docker -> docker.inspectContainerCmd(nginx)
                                .exec()
                                .getState()
                                .getStartedAt());
    }

    private String header() {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(front)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.discarding())
                    .headers()
                    .firstValue("X-Front")
                    .orElse("none");
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    private static void answers(Load load, String version) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(load.answeredBy(version))
                        .as("by %s; lost: %s", version, load.lost())
                        .isGreaterThan(50));
    }

    private static AgentReport.Step step(AgentReport report, String name) {
        return World.step(report, name);
    }
}
