package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.EachOnce;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that Docker Compose started is taken over on the real engine, and behaves as before. */
class AdoptionTests {

    private static final Catalogue ALL = Catalogue.of(List.of(Workers.class), "ai.kaleem.release.agent");
    private static final Duration LONG = Duration.ofSeconds(60);

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
    void whatRanIsTheTemplateAndReleasesLoseNothing() {
        stack.up(it -> it);
        stack.serves("0");
        var adoption = stack.request(Kind.ADOPTION, "1.0.0", LONG, 3000);

        var adopted = lives.complete(adoption, AdoptionTests::keep);

        assertThat(adopted.phase())
                .as("%s %s", adopted.reason(), adopted.steps())
                .isEqualTo(Phase.SUCCEEDED);
        assertThat(adopted.images()).containsKey("api");
        assertThat(step(adopted, "switch").detail()).contains(stack.publish, " ms, once");
        System.out.println(
                "The port was handed over: " + step(adopted, "switch").detail());
        assertThat(stack.answer()).isEqualTo("0");
        isAsItWas(adoption);
        assertThat(stack.look(stack.api)).isEmpty();
        // One container is Compose's service, now and after each release: its gateway.
        var gateway = "%s-testing-api-gateway".formatted(stack.docker.place.app());
        assertThat(stack.ps()).containsExactly(gateway);
        assertThat(stack.look(gateway).orElseThrow().getConfig().getLabels())
                .containsEntry("com.docker.compose.config-hash", "c0ffee")
                .containsEntry("com.docker.compose.service", "api")
                .doesNotContainKey("team");
        assertThat(stack.look(gateway).orElseThrow().getNetworkSettings().getNetworks())
                .hasEntrySatisfying(
                        stack.network, it -> assertThat(it.getAliases()).contains("api", stack.api));
        assertThat(stack.drift()).isNull();

        var release = stack.request(Kind.RELEASE, "2.0.0", LONG, 3000);
        try (var load = Load.of(stack.uri(), 100)) {
            await().until(() -> load.answeredBy("0") > 50);
            var released = lives.complete(release, AdoptionTests::keep);
            assertThat(released.phase())
                    .as("%s %s", released.reason(), released.steps())
                    .isEqualTo(Phase.SUCCEEDED);
            await().until(() -> load.answeredBy("2.0.0") > 50);
            load.close();
            assertThat(load.lost()).isEmpty();
        }
        isAsItWas(release);
        assertThat(stack.ps()).containsExactly(gateway);
    }

    @Test
    void anAdoptionThatNobodyConfirmsGivesItBack() {
        stack.up(it -> it);
        stack.serves("0");

        var end = lives.complete(
                stack.request(Kind.ADOPTION, "1.0.0", Duration.ofSeconds(1), 3000), (lives, report) -> {});

        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.ROLLED_BACK);
        servesAsBefore();
        assertThat(end.next()).contains("What Docker Compose started serves");
    }

    @Test
    void anAdoptionWhoseCopyNeverServesTouchesNothing() {
        stack.up(it -> it);
        stack.serves("0");
        var before = stack.look(stack.api).orElseThrow().getState().getStartedAt();

        var end = lives.complete(
                stack.request(Kind.ADOPTION, "1.0.0", LONG, 3000, RealShop.NEVER_SERVES.toArray(String[]::new)),
                AdoptionTests::keep);

        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.FAILED);
        servesAsBefore();
        assertThat(stack.look(stack.api).orElseThrow().getState().getStartedAt())
                .isEqualTo(before);
    }

    @Test
    void aDryRunSaysWhatWouldChangeAndNoSecret() {
        stack.up(it -> it);
        stack.serves("0");

        var end = lives.complete(stack.request(Kind.ADOPTION_DRY_RUN, "1.0.0", LONG, 3000), (lives, report) -> {});

        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.CANCELLED);
        assertThat(end.reason()).contains("nothing was touched");
        assertThat(step(end, "preflight").evidence())
                .contains(
                        "~ %s goes to a gateway".formatted(stack.publish),
                        "- container " + stack.api,
                        "= environment: JWT_SECRET, VERSION",
                        "%s:/data".formatted(folder),
                        "= memory: %d bytes".formatted(ComposeStack.MEMORY))
                .doesNotContain("not-a-secret");
        servesAsBefore();
    }

    @Test
    @Tag("long")
    void itEndsTheSameWhereverTheAgentDies() {
        stack.up(it -> it);
        stack.serves("0");
        var points = ALL.points();
        var once = new EachOnce(moment -> true);
        lives.dieWhere(it -> points.contains(it.point()) && once.test(it));
        var adoption = stack.request(Kind.ADOPTION, "1.0.0", LONG, 3000);

        var end = lives.complete(adoption, AdoptionTests::keep);

        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.SUCCEEDED);
        System.out.printf(
                "Crash points of an adoption: died at %d moments%n",
                lives.died().size());
        assertThat(lives.died()).hasSizeGreaterThan(60);
        lives.dieNoMore();
        assertThat(stack.answer()).isEqualTo("0");
        isAsItWas(adoption);
        assertThat(stack.look(stack.api)).isEmpty();
    }

    @Test
    void whatCannotBeTakenOverIsLeftAloneWithAReason() {
        // Which container of that name on this engine does not publish it is said as well, where there is one.
        refuses(stack.publish, 3000);
        stack.up(it -> it.withLabels(Map.of("kaleem.test", stack.docker.place.app())));
        refuses("was not started by 'docker compose up', so it is left alone", 3000);
        again();
        refuses("listens on port 3000 behind %s, and the plan says port 3001".formatted(stack.publish), 3001);
        stack.up(
                stack.api + "-2",
                "api",
                it -> it.withHostConfig(
                        Objects.requireNonNull(it.getHostConfig()).withPortBindings(List.of())));
        refuses("runs 2 replicas", 3000);
        stack.docker.engine.tell(
                "Removing",
                it -> it.removeContainerCmd(stack.api).withForce(true).exec());
        refuses("publishes nothing, and the plan says %s".formatted(stack.publish), 3000);
        stack.docker.engine.tell(
                "Removing",
                it -> it.removeContainerCmd(stack.api + "-2").withForce(true).exec());
        stack.up(it -> it.withAliases(List.of())
                .withHostConfig(Objects.requireNonNull(it.getHostConfig())
                        .withNetworkMode("host")
                        .withPortBindings(List.of())));
        refuses("uses the host's own network", 3000);
    }

    @Test
    void composeRunByHandIsSeenAsDriftAndCanBeAccepted() {
        stack.up(it -> it);
        stack.serves("0");
        lives.complete(stack.request(Kind.ADOPTION, "1.0.0", LONG, 3000), AdoptionTests::keep);
        // Compose replaces the container of its service that is not as its file says.
        stack.docker.engine.tell(
                "Removing",
                it -> it.removeContainerCmd(stack.ps().getFirst())
                        .withForce(true)
                        .exec());
        stack.up(it -> it.withEnv("VERSION=by-hand"));
        stack.serves("by-hand");

        assertThat(stack.drift())
                .contains(
                        "-api-gateway is gone",
                        "published by container '%s'".formatted(stack.api),
                        "To have 1.0.0 back as it was released, ask for drift/put-right",
                        "ask for drift/accept");

        var end = lives.complete(stack.request(Kind.ADOPTION, "1.0.1", LONG, 3000), AdoptionTests::keep);
        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.SUCCEEDED);
        assertThat(stack.answer()).isEqualTo("by-hand");
        assertThat(stack.drift()).isNull();
    }

    private void again() {
        stack.docker.engine.tell(
                "Removing",
                it -> it.removeContainerCmd(stack.api).withForce(true).exec());
        stack.up(it -> it);
    }

    private void refuses(String reason, int port) {
        var end = lives.complete(stack.request(Kind.ADOPTION, "1.0.0", LONG, port), (lives, report) -> {});
        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains(reason);
        assertThat(stack.docker.host.list(stack.docker.place)).isEmpty();
    }

    private void servesAsBefore() {
        stack.serves("0");
        var there = stack.look(stack.api).orElseThrow();
        assertThat(Objects.requireNonNull(there.getHostConfig().getRestartPolicy())
                        .getName())
                .isEqualTo("unless-stopped");
        assertThat(there.getNetworkSettings().getNetworks())
                .hasEntrySatisfying(
                        stack.network, it -> assertThat(it.getAliases()).contains("api"));
        assertThat(stack.ps()).containsExactly(stack.api);
        assertThat(stack.docker.host.list(stack.docker.place)).isEmpty();
    }

    private void isAsItWas(DeploymentRequested request) {
        var made = stack.look(RealShop.container(request, "api")).orElseThrow();
        assertThat(made.getConfig().getEnv()).contains("JWT_SECRET=not-a-secret");
        assertThat(made.getConfig().getUser()).isEqualTo("1000");
        assertThat(made.getConfig().getHealthcheck().getTest()).containsExactly("CMD", "true");
        assertThat(made.getConfig().getLabels())
                .containsEntry("team", "payments")
                .doesNotContainKey("com.docker.compose.service");
        assertThat(made.getHostConfig().getMemory()).isEqualTo(ComposeStack.MEMORY);
        assertThat(made.getHostConfig().getNanoCPUs()).isEqualTo(500_000_000L);
        assertThat(made.getMounts())
                .anyMatch(it -> "/data".equals(it.getDestination().getPath()) && !it.getRW());
        assertThat(made.getNetworkSettings().getNetworks()).containsKey(stack.network);
    }

    private static AgentReport.Step step(AgentReport report, String name) {
        return report.steps().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void keep(Lives lives, AgentReport report) {
        if (report.phase() == Phase.SWITCHED) {
            lives.ask(new Request.KeepRequested(
                    report.releaseId(), report.deploymentId(), report.agent(), report.epoch()));
        }
    }
}
