package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.contract.ServiceSpecBuilder;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several services in one plan move together, and come back together. */
class WholeStackTests {

    private static final List<String> ROUTED = List.of("core", "api", "web");

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void startsEachServiceOnlyWhenThoseItDependsOnAreReady() {
        var first = serves(stack("1", 1));
        world.host.calls.clear();
        world.answers.put("2 /core", new Answer.Silent("connection refused"));
        world.answers.put("2 /api", new Answer.Silent("connection refused"));
        var second = stack("2", 2);
        world.ask(second);
        awaitRunning(second, "core");
        assertThat(world.host.running()).doesNotContain(container(second, "api"), container(second, "web"));
        world.answers.remove("2 /core");
        awaitRunning(second, "api");
        assertThat(world.host.running()).doesNotContain(container(second, "web"));
        world.answers.remove("2 /api");
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);

        assertThat(world.host.calls)
                .containsExactly(
                        "start " + container(second, "core"),
                        "start " + container(second, "api"),
                        "start " + container(second, "web"),
                        // Who needs another's work ends before it.
                        "stop " + container(first, "mailer"),
                        "stop " + container(first, "worker"),
                        "start " + container(second, "worker"),
                        "start " + container(second, "mailer"));
        assertThat(world.gateway.shifts).endsWith(containers(second));
    }

    @Test
    void movesNoneWhereTheLastOneNeverGetsHealthy() {
        var first = serves(stack("1", 1));
        world.answers.put("2 /web", new Answer.Down("it answered 500"));
        var second = stack("2", 2);
        world.ask(second);

        var end = world.awaitEnd(second.deploymentId());
        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("web never became healthy");
        assertThat(world.gateway.shifts).containsExactly(containers(first));
        assertThat(world.host.all()).noneMatch(it -> it.endsWith(suffix(second)));
        assertThat(world.host.running()).hasSize(5).allMatch(it -> it.endsWith(suffix(first)));
    }

    @Test
    void bringsAllBackInReverse() {
        var first = serves(stack("1", 1));
        var second = stack("2", 2);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.turnBack(second));

        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.gateway.shifts)
                .endsWith(container(first, "web"), container(first, "api"), container(first, "core"));
        assertThat(world.host.running()).hasSize(5).allMatch(it -> it.endsWith(suffix(first)));
        assertThat(world.host.calls)
                .containsSubsequence(
                        "stop " + container(second, "mailer"),
                        "stop " + container(second, "worker"),
                        "start " + container(first, "worker"),
                        "start " + container(first, "mailer"));
    }

    private static DeploymentRequested stack(String version, long epoch) {
        return Plan.release(version, epoch)
                .withServices(List.of(
                        routed("core", 200, version, List.of("store")),
                        routed("api", 200, version, List.of("core")),
                        routed("web", 2, version, List.of("api")),
                        Plan.service("worker", "shop:" + version, null, null, List.of("api")),
                        Plan.service("mailer", "shop:" + version, null, null, List.of("worker"))));
    }

    private static ServiceSpec routed(String name, int attempts, String version, List<String> dependsOn) {
        return ServiceSpecBuilder.builder()
                .name(name)
                .image("shop:" + version)
                .port(3000)
                .networks(List.of("shop"))
                .stopGrace(Duration.ofMillis(50))
                .health(new ServiceSpec.Health("/" + name, attempts, Duration.ofMillis(50), Duration.ofMillis(100)))
                .dependsOn(dependsOn)
                .build();
    }

    private DeploymentRequested serves(DeploymentRequested request) {
        world.ask(request);
        world.awaitPhase(request.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(request));
        assertThat(world.awaitEnd(request.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        return request;
    }

    private void awaitRunning(DeploymentRequested of, String service) {
        Awaitility.await().until(() -> world.host.running().contains(container(of, service)));
    }

    private static String[] containers(DeploymentRequested of) {
        return ROUTED.stream().map(it -> container(of, it)).toArray(String[]::new);
    }

    private static String container(DeploymentRequested of, String service) {
        return Plan.container(of, service);
    }

    private static String suffix(DeploymentRequested of) {
        return container(of, "").replaceFirst(".*-", "-");
    }
}
