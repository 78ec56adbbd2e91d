package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.testing.DockerCompose;
import ai.kaleem.release.common.testing.Images;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The whole life of a service that the real Docker Compose started, with a real nginx in front of it. */
class RealComposeTests {

    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private ComposeStack stack;
    private Lives lives;
    private DockerCompose compose;
    private URI front;

    @BeforeEach
    void open() throws IOException {
        stack = new ComposeStack(folder);
        lives = new Lives(stack::life);
        compose = new DockerCompose(folder, stack.docker.place.app());
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            front = URI.create("http://127.0.0.1:%d/".formatted(socket.getLocalPort()));
        }
        Files.writeString(folder.resolve("api.env"), "VERSION=0\nJWT_SECRET=not-a-secret\n");
        // Debian's nginx is older than "server api:3000 resolve": a variable has the name looked up in the same way.
        Files.writeString(folder.resolve("nginx.conf"), """
                resolver 127.0.0.11 valid=1s;
                server {
                    listen 80;
                    set $upstream http://api:3000;
                    location / {
                        proxy_pass $upstream;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Upgrade "";
                    }
                }
                """);
        write("1");
    }

    @AfterEach
    void close() throws IOException {
        lives.close();
        compose.run("down", "--timeout", "1", "--volumes");
        stack.close();
    }

    /** JSON is YAML too. */
    private void write(String label) throws IOException {
        var api = Map.of(
                "image",
                Images.node().asCanonicalNameString(),
                "container_name",
                stack.api,
                "command",
                DockerPlace.serverCommand().stream()
                        .map(it -> it.replace("$", "$$"))
                        .toList(),
                "env_file",
                List.of("api.env"),
                "labels",
                Map.of("label", label, "kaleem.test", stack.docker.place.app()),
                "ports",
                List.of(stack.publish + ":3000"),
                "volumes",
                List.of("%s:/data:ro".formatted(folder)),
                "restart",
                "unless-stopped",
                "networks",
                Map.of("default", Map.of("aliases", List.of("api-internal"))));
        var limited = new HashMap<String, Object>(api);
        limited.put("mem_limit", "200m");
        limited.put("cpus", 0.5);
        limited.put("healthcheck", Map.of("test", List.of("CMD", "true"), "interval", "1s", "timeout", "5s"));
        var nginx = Map.of(
                "image",
                Images.nginx().asCanonicalNameString(),
                "container_name",
                stack.api + "-nginx",
                "labels",
                Map.of("kaleem.test", stack.docker.place.app()),
                "ports",
                List.of("127.0.0.1:%d:80".formatted(front.getPort())),
                "volumes",
                List.of("./nginx.conf:/etc/nginx/conf.d/default.conf:ro"));
        Files.writeString(
                folder.resolve("docker-compose.yml"),
                JsonMapper.builder()
                        .build()
                        .writeValueAsString(Map.of(
                                "services",
                                Map.of("api", limited, "nginx", nginx),
                                "networks",
                                Map.of("default", Map.of("name", stack.network, "external", true)))));
    }

    @Test
    void itIsTakenOverReleasedPutRightAcceptedAndGivenBack() throws IOException {
        compose.run("up", "--detach");
        fronts("0");
        var adopted = succeeds(stack.request(Kind.ADOPTION, "1.0.0", LONG, 3000));
        System.out.println("Adopted: " + step(adopted, "switch").detail());
        fronts("0");
        composeSees(stack.gateway());

        var release = stack.request(Kind.RELEASE, "2.0.0", LONG, 3000);
        try (var load = Load.of(front, 50)) {
            answers(load, "0");
            succeeds(release);
            answers(load, "2.0.0");
            load.close();
            assertThat(load.lost()).isEmpty();
            System.out.printf("Through nginx: %d requests, none lost%n", load.sent());
        }
        var gateway = id(stack.gateway());
        compose.run("up", "--detach");
        assertThat(id(stack.gateway())).isEqualTo(gateway);
        assertThat(stack.drift()).isNull();
        fronts("2.0.0");

        write("2");
        Files.writeString(folder.resolve("api.env"), "VERSION=by-hand\nJWT_SECRET=not-a-secret\n");
        compose.run("up", "--detach");
        fronts("by-hand");
        assertThat(stack.drift())
                .contains("-api-gateway is gone", "container %s of Docker Compose stands".formatted(stack.api));
        var right = succeeds(stack.again(release, Kind.PUT_RIGHT));
        System.out.println("Put right: " + step(right, "switch").detail());
        fronts("2.0.0");
        composeSees(stack.gateway());
        assertThat(stack.drift()).isNull();

        compose.run("up", "--detach");
        fronts("by-hand");
        assertThat(stack.drift()).isNotNull();
        var accepted = stack.request(Kind.ADOPTION, "2.0.1", LONG, 3000);
        succeeds(accepted);
        assertThat(stack.drift()).isNull();
        fronts("by-hand");
        composeSees(stack.gateway());

        var back = succeeds(stack.again(accepted, Kind.GIVE_BACK));
        System.out.println("Given back: " + step(back, "switch").detail());
        fronts("by-hand");
        composeSees(stack.api);
        var theirs = id(stack.api);
        compose.run("up", "--detach");
        assertThat(id(stack.api)).isEqualTo(theirs);
        write("3");
        compose.run("up", "--detach");
        assertThat(id(stack.api)).isNotEqualTo(theirs);
        fronts("by-hand");
        composeSees(stack.api);
    }

    private static void answers(Load load, String version) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(load.answeredBy(version))
                        .as("by %s; lost: %s", version, load.lost())
                        .isGreaterThan(50));
    }

    /** One container for each service, the same by Compose's own account. */
    private void composeSees(String container) {
        assertThat(compose.run("ps", "--format", "{{.Service}} {{.Name}} {{.State}}")
                        .lines())
                .containsExactlyInAnyOrder(
                        "api %s running".formatted(container), "nginx %s-nginx running".formatted(stack.api));
    }

    private void fronts(String version) {
        await().atMost(Duration.ofSeconds(60)).until(() -> stack.answer(front), version::equals);
        stack.serves(version);
    }

    private String id(String container) {
        return stack.look(container).orElseThrow().getId();
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

    private static AgentReport.Step step(AgentReport report, String name) {
        return report.steps().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
