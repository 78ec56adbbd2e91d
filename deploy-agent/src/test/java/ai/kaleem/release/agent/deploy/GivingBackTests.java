package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DeploymentRequested.Kind;
import ai.kaleem.release.common.contract.ServiceSpec;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.EachOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was taken over is given back to Docker Compose as it wants it, in the version that runs, on the real engine. */
class GivingBackTests {

    private static final Catalogue ALL = Catalogue.of(List.of(Workers.class), "ai.kaleem.release.agent");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ENDS_WHERE_BROKEN = "if (require('fs').existsSync('/data/broken')) process.exit(1);"
            + DockerPlace.serverCommand().getLast();

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
    void composeHasItsServiceAgainInTheVersionThatRuns() {
        var release = adoptedAndReleased();

        var end = succeeds(stack.again(release, Kind.GIVE_BACK));

        assertThat(step(end, "switch").detail()).contains(stack.publish, " ms, once");
        System.out.println("Given back: " + step(end, "switch").detail());
        assertThat(end.next()).contains("'docker compose up -d' leaves it as it is", "api: ");
        isComposes("2.0.0");
        // It can be taken over again.
        succeeds(stack.request(Kind.ADOPTION, "3.0.0", LONG, 3000));
        assertThat(stack.answer()).isEqualTo("2.0.0");
        assertThat(stack.ps()).containsExactly(stack.gateway());
    }

    @Test
    void ofReplicasOneIsGivenBackAndTheOthersGo() {
        adoptedAndReleased();
        var release = replicated();

        var end = lives.complete(stack.again(release, Kind.GIVE_BACK_DRY_RUN), (lives, report) -> {});
        assertThat(step(end, "preflight").evidence())
                .contains(
                        "- container " + RealShop.container(release, "api"),
                        "- container " + RealShop.container(release, "api-2"))
                .containsOnlyOnce("+ container");
        succeeds(stack.again(release, Kind.GIVE_BACK));

        isComposes("3.0.0");
    }

    private DeploymentRequested replicated(String... command) {
        var release = Plan.replicated(
                stack.request(Kind.RELEASE, "3.0.0", LONG, 3000, command), 2, ServiceSpec.Strategy.BLUE_GREEN);
        succeeds(release);
        return release;
    }

    @Test
    void aDryRunSaysWhatWouldChangeAndNoSecret() {
        var release = adoptedAndReleased();

        var end = lives.complete(stack.again(release, Kind.GIVE_BACK_DRY_RUN), (lives, report) -> {});

        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.CANCELLED);
        assertThat(end.reason()).contains("nothing was touched");
        assertThat(step(end, "preflight").evidence())
                .contains(
                        "+ container %s with Compose's names".formatted(stack.api),
                        "- gateway " + stack.gateway(),
                        "- container " + RealShop.container(release, "api"),
                        "~ %s is without an answer once".formatted(stack.publish))
                .doesNotContain("not-a-secret");
        servesAsItDid("2.0.0");
    }

    @Test
    @Tag("long")
    void whatDoesNotComeUpAsComposesIsTakenAgain() throws IOException {
        var release = adoptedAndReleased("node", "-e", ENDS_WHERE_BROKEN);
        breakIt();

        var end = lives.complete(stack.again(release, Kind.GIVE_BACK), (lives, report) -> {});

        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("api did not come up as Docker Compose's");
        assertThat(end.next()).contains("2.0.0 serves");
        assertThat(stack.look(stack.api)).isEmpty();
        servesAsItDid("2.0.0");
    }

    @Test
    @Tag("long")
    void replicasShareTheTrafficAgainWhereComposesDoesNotComeUp() throws IOException {
        adoptedAndReleased();
        var release = replicated("node", "-e", ENDS_WHERE_BROKEN);
        breakIt();

        var end = lives.complete(stack.again(release, Kind.GIVE_BACK), (lives, report) -> {});

        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(Phase.FAILED);
        servesAsItDid("3.0.0");
        stack.docker.host.stop(RealShop.container(release, "api"), Duration.ofSeconds(2));
        stack.serves("3.0.0");
    }

    private void breakIt() throws IOException {
        Files.createFile(folder.resolve("broken"));
        // The server is another user, to whom what it may not see is not there.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void whatWasNotTakenOverHasNothingToGoBackTo() {
        var release = stack.request(
                Kind.RELEASE, "2.0.0", LONG, 3000, DockerPlace.serverCommand().toArray(String[]::new));
        succeeds(release);

        var end = lives.complete(stack.again(release, Kind.GIVE_BACK), (lives, report) -> {});

        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("was not taken over from Docker Compose");
        assertThat(stack.answer()).isEqualTo("2.0.0");
    }

    @Test
    void whatHasDriftedIsPutRightFirst() {
        var release = adoptedAndReleased();
        stack.up(
                stack.api,
                "api",
                it -> it.withHostConfig(
                        Objects.requireNonNull(it.getHostConfig()).withPortBindings(List.of())));

        var end = lives.complete(stack.again(release, Kind.GIVE_BACK), (lives, report) -> {});

        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.reason()).contains("A container named '%s' is there".formatted(stack.api));
        stack.docker.engine.tell(
                "Renaming",
                it -> it.renameContainerCmd(stack.api)
                        .withName(stack.api + "-2")
                        .exec());
        var again = lives.complete(stack.again(release, Kind.GIVE_BACK), (lives, report) -> {});
        assertThat(again.phase()).isEqualTo(Phase.FAILED);
        assertThat(again.reason()).contains("ask for drift/put-right first");
        assertThat(stack.answer()).isEqualTo("2.0.0");
    }

    @Test
    @Tag("long")
    void itEndsTheSameWhereverTheAgentDies() {
        var release = adoptedAndReleased();
        var points = ALL.points();
        var once = new EachOnce(moment -> true);
        lives.dieWhere(it -> points.contains(it.point()) && once.test(it));

        succeeds(stack.again(release, Kind.GIVE_BACK));

        System.out.printf(
                "Crash points of giving back: died at %d moments%n",
                lives.died().size());
        assertThat(lives.died()).hasSizeGreaterThan(30);
        lives.dieNoMore();
        isComposes("2.0.0");
    }

    private DeploymentRequested adoptedAndReleased(String... command) {
        stack.up(it -> it);
        stack.serves("0");
        succeeds(stack.request(Kind.ADOPTION, "1.0.0", LONG, 3000));
        var release = stack.request(Kind.RELEASE, "2.0.0", LONG, 3000, command);
        succeeds(release);
        return release;
    }

    private void servesAsItDid(String version) {
        assertThat(stack.answer()).isEqualTo(version);
        assertThat(stack.ps()).containsExactly(stack.gateway());
        assertThat(stack.drift()).isNull();
    }

    private void isComposes(String version) {
        assertThat(stack.answer()).isEqualTo(version);
        assertThat(stack.ps()).containsExactly(stack.api);
        assertThat(stack.docker.host.list(stack.docker.place)).isEmpty();
        assertThat(stack.look(stack.gateway())).isEmpty();
        var there = stack.look(stack.api).orElseThrow();
        assertThat(there.getConfig().getLabels())
                .containsEntry("com.docker.compose.config-hash", "c0ffee")
                .containsEntry("com.docker.compose.service", "api")
                .containsEntry("team", "payments")
                .doesNotContainKey("kaleem.release.app");
        assertThat(there.getConfig().getEnv()).contains("JWT_SECRET=not-a-secret", "VERSION=" + version);
        assertThat(there.getConfig().getUser()).isEqualTo("1000");
        assertThat(there.getHostConfig().getMemory()).isEqualTo(ComposeStack.MEMORY);
        assertThat(Objects.requireNonNull(there.getHostConfig().getRestartPolicy())
                        .getName())
                .isEqualTo("unless-stopped");
        assertThat(there.getNetworkSettings().getNetworks())
                .hasEntrySatisfying(
                        stack.network, it -> assertThat(it.getAliases()).contains("api"));
        assertThat(there.getMounts())
                .anyMatch(it -> "/data".equals(it.getDestination().getPath()) && !it.getRW());
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
