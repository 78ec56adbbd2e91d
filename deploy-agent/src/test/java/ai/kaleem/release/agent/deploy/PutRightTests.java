package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.outbound.gateway.Load;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.EachOnce;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What does not stand as it was released is reported, and put right on request, on the real engine. */
class PutRightTests {

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
    void whatComposePutInItsPlaceGoes() {
        var release = adoptedAndReleased();
        composeByHand();
        assertThat(stack.drift())
                .contains(
                        "container %s is gone".formatted(stack.gateway()),
                        "container %s of Docker Compose stands for api".formatted(stack.api),
                        "To have 2.0.0 back as it was released");

        var end = succeeds(stack.again(release, Kind.PUT_RIGHT));

        assertThat(step(end, "switch").detail()).contains(stack.publish, " ms, once");
        System.out.println("Put right: " + step(end, "switch").detail());
        isAsReleased(release);
        assertThat(stack.answer()).isEqualTo("2.0.0");
        // It was running all the time.
        assertThat(step(end, "start").state()).isEqualTo(AgentReport.StepState.SKIPPED);
    }

    @Test
    void whatWasChangedByHandIsMadeAnewAndNoRequestIsLost() {
        var release = adoptedAndReleased();
        var container = RealShop.container(release, "api");
        stack.docker.engine.tell(
                "Changing",
                it -> it.updateContainerCmd(container)
                        .withMemory(64L * 1024 * 1024)
                        .withMemorySwap(128L * 1024 * 1024)
                        .exec());
        assertThat(stack.drift())
                .contains("container %s: memory %d bytes, released %d"
                        .formatted(container, 64L * 1024 * 1024, ComposeStack.MEMORY));
        var before = stack.docker.host.list(stack.docker.place).size();

        try (var load = Load.of(stack.uri(), 100)) {
            await().until(() -> load.answeredBy("2.0.0") > 50);
            succeeds(stack.again(release, Kind.PUT_RIGHT));
            load.close();
            assertThat(load.lost()).isEmpty();
        }

        assertThat(stack.drift()).isNull();
        assertThat(stack.look(container)).isEmpty();
        // The version before is kept, for a rollback.
        assertThat(stack.docker.host.list(stack.docker.place))
                .hasSize(before)
                .anyMatch(it -> it.version().equals("1.0.0"));
    }

    @Test
    void whatIsGoneOrTooManyIsSeenAndPutRight() {
        var release = adoptedAndReleased();
        var container = RealShop.container(release, "api");
        var old = stack.docker.host.list(stack.docker.place).stream()
                .filter(it -> it.version().equals("1.0.0"))
                .findFirst()
                .orElseThrow();
        stack.docker.engine.tell(
                "Starting", it -> it.startContainerCmd(old.name()).exec());
        assertThat(stack.drift()).contains("container %s of 1.0.0 runs too".formatted(old.name()));
        stack.docker.host.stop(old.name(), Duration.ofSeconds(2));
        assertThat(stack.drift()).isNull();
        stack.remove(container);
        assertThat(stack.drift()).contains("container %s is gone".formatted(container));

        succeeds(stack.again(release, Kind.PUT_RIGHT));

        assertThat(stack.drift()).isNull();
        assertThat(stack.answer()).isEqualTo("2.0.0");
    }

    @ParameterizedTest
    @EnumSource(names = {"BLUE_GREEN", "ROLLING"})
    void ofReplicasOnlyWhatIsGoneIsMadeAnewAndAllShareTheTrafficAgain(ServiceSpec.Strategy strategy) {
        adoptedAndReleased();
        var release = Plan.replicated(stack.request(Kind.RELEASE, "3.0.0", LONG, 3000), 2, strategy);
        succeeds(release);
        assertThat(stack.drift()).isNull();
        var second = RealShop.container(release, "api-2");
        stack.remove(second);
        assertThat(stack.drift())
                .contains("container %s is gone".formatted(second))
                .doesNotContain(RealShop.container(release, "api") + " ");

        try (var load = Load.of(stack.uri(), 50)) {
            await().until(() -> load.answeredBy("3.0.0") > 50);
            succeeds(stack.again(release, Kind.PUT_RIGHT));
            load.close();
            assertThat(load.lost()).isEmpty();
        }
        assertThat(stack.drift()).isNull();
        assertThat(stack.look(second)).isEmpty();
        bothServe();

        composeByHand();
        assertThat(stack.drift()).containsOnlyOnce("of Docker Compose stands for");
        succeeds(stack.again(release, Kind.PUT_RIGHT));
        assertThat(stack.drift()).isNull();
        assertThat(stack.ps()).containsExactly(stack.gateway());
        bothServe();
    }

    /** Each of two, when the other is gone for a moment. */
    private void bothServe() {
        var running = stack.docker.host.list(stack.docker.place).stream()
                .filter(ContainerState::running)
                .toList();
        assertThat(running).hasSize(2);
        for (var one : running) {
            stack.docker.host.stop(one.name(), Duration.ofSeconds(2));
            stack.serves("3.0.0");
            stack.docker.host.start(one.name());
            stack.serves("3.0.0");
        }
    }

    @Test
    void whatNobodyKnowsIsNotTouched() {
        var release = adoptedAndReleased();
        stack.remove(stack.gateway());
        stack.up(it ->
                it.withLabels(Map.of("kaleem.test", stack.docker.place.app())).withEnv("VERSION=foreign"));
        stack.serves("foreign");

        var end = lives.complete(stack.again(release, Kind.PUT_RIGHT), (lives, report) -> {});

        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("published by container '%s'".formatted(stack.api));
        assertThat(end.next()).contains("stands as it did");
        assertThat(stack.answer()).isEqualTo("foreign");
    }

    @Test
    void itIsOfTheReleaseThatServes() {
        var adoption = stack.request(Kind.ADOPTION, "1.0.0", LONG, 3000);
        var nothing = lives.complete(stack.again(adoption, Kind.PUT_RIGHT), (lives, report) -> {});
        assertThat(nothing.phase()).isEqualTo(Phase.FAILED);
        assertThat(nothing.reason()).contains("nothing that was released here serves");
        adoptedAndReleased();

        var end = lives.complete(stack.again(adoption, Kind.PUT_RIGHT), (lives, report) -> {});

        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("2.0.0 serves");
    }

    @Test
    @Tag("long")
    void itEndsTheSameWhereverTheAgentDies() {
        var release = adoptedAndReleased();
        composeByHand();
        var points = ALL.points();
        var once = new EachOnce(moment -> true);
        lives.dieWhere(it -> points.contains(it.point()) && once.test(it));

        succeeds(stack.again(release, Kind.PUT_RIGHT));

        System.out.printf(
                "Crash points of putting right: died at %d moments%n",
                lives.died().size());
        assertThat(lives.died()).hasSizeGreaterThan(40);
        lives.dieNoMore();
        isAsReleased(release);
        assertThat(stack.answer()).isEqualTo("2.0.0");
    }

    private DeploymentRequested adoptedAndReleased() {
        stack.up(it -> it);
        stack.serves("0");
        succeeds(stack.request(Kind.ADOPTION, "1.0.0", LONG, 3000));
        var release = stack.request(Kind.RELEASE, "2.0.0", LONG, 3000);
        succeeds(release);
        assertThat(stack.drift()).isNull();
        return release;
    }

    /** Compose replaces the container of its service that is not as its file says. */
    private void composeByHand() {
        stack.remove(stack.ps().getFirst());
        stack.up(it -> it.withEnv("VERSION=by-hand"));
        stack.serves("by-hand");
    }

    private void isAsReleased(DeploymentRequested release) {
        assertThat(stack.ps()).containsExactly(stack.gateway());
        assertThat(stack.look(stack.api)).isEmpty();
        assertThat(stack.look(RealShop.container(release, "api"))).isPresent();
        assertThat(stack.look(stack.gateway())
                        .orElseThrow()
                        .getNetworkSettings()
                        .getNetworks())
                .hasEntrySatisfying(
                        stack.network, it -> assertThat(it.getAliases()).contains("api", stack.api));
        assertThat(stack.drift()).isNull();
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
