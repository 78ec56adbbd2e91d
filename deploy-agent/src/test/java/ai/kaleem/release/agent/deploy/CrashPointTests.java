package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.outbound.docker.DockerPlace;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import ai.kaleem.release.common.crash.Catalogue;
import ai.kaleem.release.common.crash.EachOnce;
import ai.kaleem.release.common.crash.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent dies at its crash points over the real engine, gateway, journal and a real Redis. */
class CrashPointTests {

    private static final Catalogue ALL = Catalogue.of(List.of(Workers.class), "ai.kaleem.release.agent");

    @TempDir
    Path folder;

    private RealShop shop;
    private Lives lives;

    @BeforeEach
    void open() throws IOException {
        shop = new RealShop(folder);
        lives = new Lives(shop::life);
    }

    @AfterEach
    void close() throws IOException {
        lives.close();
        shop.close();
    }

    @Test
    void aReleaseEndsTheSameWhereverTheAgentDies() throws IOException {
        // The first release on a host dies before and after each thing that it comes by; the others by what is left.
        lives.dieWhere(known(new EachOnce(moment -> true)));
        var first = shop.release("1", DockerPlace.serverCommand(), RestorePolicy.NEVER);
        endsAs(Phase.SUCCEEDED, first, CrashPointTests::keep);
        servedBy(first);

        var second = shop.release("2", DockerPlace.serverCommand(), RestorePolicy.NEVER);
        endsAs(Phase.SUCCEEDED, second, CrashPointTests::keep);
        servedBy(second);

        shop.redis("SET", "orders", "7");
        var third = shop.release("3", DockerPlace.serverCommand(), RestorePolicy.NEVER);
        endsAs(Phase.SUCCEEDED, third, CrashPointTests::keep);
        servedBy(third);
        assertThat(shop.containers()).hasSize(4);

        var bad = shop.release("4", DockerPlace.serverCommand(), RestorePolicy.AUTO);
        endsAs(Phase.ROLLED_BACK, bad, this::damage);
        servedBy(third);
        assertThat(shop.redis("GET", "orders")).isEqualTo("7");
        // Of 1 none is left, of 4 there is what it found and what its restore overwrote.
        assertThat(backups(".rdb.zst.json")).hasSize(4);
        assertThat(backups(".rdb.zst")).hasSize(4);
        report();
        assertThat(points(lives.died(), true)).as("before").hasSizeGreaterThan(75);
        assertThat(points(lives.died(), false)).as("after").hasSizeGreaterThan(75);
    }

    @Test
    @Tag("long")
    void aReleaseThatNeverServesEndsTheSame() {
        var first = serves("1");
        everywhere();
        var second = shop.release("2", RealShop.NEVER_SERVES, RestorePolicy.AUTO);
        endsAs(Phase.FAILED, second, (lives, report) -> {});
        servedBy(first);
        assertThat(shop.containers()).hasSize(2);
        report();
    }

    @Test
    @Tag("long")
    void aReleaseThatIsTakenBackWithItsDataEndsTheSame() {
        var first = serves("1");
        shop.redis("SET", "orders", "7");
        everywhere();
        var second = shop.release("2", DockerPlace.serverCommand(), RestorePolicy.AUTO);
        endsAs(Phase.ROLLED_BACK, second, this::damage);
        servedBy(first);
        assertThat(shop.redis("GET", "orders")).isEqualTo("7");
        report();
    }

    @Test
    @Tag("long")
    void anEmergencyRollbackWithDataEndsTheSame() {
        var first = serves("1");
        shop.redis("SET", "orders", "7");
        serves("2");
        shop.redis("SET", "orders", "8");
        everywhere();
        var back = Plan.rollbackTo(first, shop.nextEpoch(), null, DataChoice.RESTORE);
        endsAs(Phase.SUCCEEDED, back, (lives, report) -> {});
        assertThat(shop.containers().stream().filter(ContainerState::running).map(ContainerState::version))
                .containsOnly("1");
        assertThat(shop.redis("GET", "orders")).isEqualTo("7");
        report();
    }

    private DeploymentRequested serves(String version) {
        var request = shop.release(version, DockerPlace.serverCommand(), RestorePolicy.NEVER);
        endsAs(Phase.SUCCEEDED, request, CrashPointTests::keep);
        return request;
    }

    private void everywhere() {
        lives.dieWhere(known(new AtEachUse(moment -> true)));
    }

    /** What tests themselves do is no crash point of the agent. */
    private static Predicate<Moment> known(Predicate<Moment> which) {
        var points = ALL.points();
        return it -> points.contains(it.point()) && which.test(it);
    }

    private void report() {
        var died = lives.died();
        System.out.printf(
                "Crash points of the agent: died at %d moments; before %s; after %s%n",
                died.size(), ALL.covered(points(died, true)), ALL.covered(points(died, false)));
    }

    private static TreeSet<String> points(List<Moment> moments, boolean before) {
        return moments.stream()
                .filter(it -> it.before() == before)
                .map(Moment::point)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void endsAs(Phase phase, DeploymentRequested request, BiConsumer<Lives, AgentReport> meanwhile) {
        var end = lives.complete(request, meanwhile);
        assertThat(end.phase()).as("%s %s", end.reason(), end.steps()).isEqualTo(phase);
        var told = lives.told(request.deploymentId());
        assertThat(told).extracting(AgentReport::revision).isSorted().doesNotHaveDuplicates();
        assertThat(told.stream().map(AgentReport::phase).filter(Phase::isEnd).distinct())
                .containsExactly(phase);
    }

    private static void keep(Lives lives, AgentReport report) {
        if (report.phase() == Phase.SWITCHED) {
            lives.ask(new Request.KeepRequested(
                    report.releaseId(), report.deploymentId(), report.agent(), report.epoch()));
        }
    }

    private void damage(Lives lives, AgentReport report) {
        if (report.phase() == Phase.SWITCHED) {
            shop.redis("SET", "orders", "8");
            lives.ask(new Request.RollbackRequested(
                    report.releaseId(), report.deploymentId(), report.agent(), report.epoch(), "amal", "p95"));
        }
    }

    /** One container of each service, one route, nothing held, and no file that is half there. */
    private void servedBy(DeploymentRequested request) {
        assertThat(shop.containers().stream().filter(ContainerState::running).map(ContainerState::name))
                .containsExactlyInAnyOrder(RealShop.container(request, "api"), RealShop.container(request, "worker"));
        assertThat(shop.containers()).extracting(ContainerState::name).doesNotHaveDuplicates();
        assertThat(shop.answer()).isEqualTo(request.version());
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(it -> it.toString().endsWith(".partial"))).isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Path> backups(String ending) throws IOException {
        try (var files = Files.walk(folder.resolve("data/backups"))) {
            return files.filter(it -> it.toString().endsWith(ending)).toList();
        }
    }
}
