package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent dies before and after each thing that it does to its journal, wherever it does so, and ends the same. */
class JournalCrashTests {

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private final MemoryHost host = new MemoryHost();
    private final MemoryGateway gateway = new MemoryGateway();
    private final MemoryBackups backups = new MemoryBackups();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final AtEachUse everywhere = new AtEachUse(moment -> true);
    private Lives lives;
    private DeploymentRequested first;

    @BeforeEach
    void begin() {
        host.has("shop:1");
        host.has("shop:2");
        backups.data.put("shop-store", "of 1");
        lives = new Lives(this::life);
        first = Plan.release("1", 1);
        assertThat(lives.complete(first, JournalCrashTests::keep).phase()).isEqualTo(Phase.SUCCEEDED);
    }

    @AfterEach
    void end() {
        lives.close();
    }

    private Lives.Life life(Consumer<Runnable> holds) {
        var store = new SqliteStore(folder.resolve("journal.db"));
        holds.accept(store::close);
        var ledger = new Ledger(store, Clock.systemUTC(), id -> {});
        Probe probe = (address, port, path, timeout) ->
                answers.getOrDefault(host.inspect(address).orElseThrow().version(), new Answer.Up(200));
        var tools = new Tools(
                host,
                new NoCompose(),
                gateway,
                backups,
                probe,
                new MemoryMetrics(),
                new MemoryEnvFiles(),
                ledger,
                new World.Settings(Duration.ofMillis(200)),
                ObservationRegistry.NOOP);
        var workers = new Workers(tools, World.present(), failure -> {});
        return new Lives.Life(workers, new TakeRequests(ledger, workers, tools.settings()), store);
    }

    private static void keep(Lives lives, AgentReport report) {
        if (report.phase() == Phase.SWITCHED) {
            lives.ask(new ai.kaleem.release.common.contract.Request.KeepRequested(
                    report.releaseId(), report.deploymentId(), report.agent(), report.epoch()));
        }
    }

    private void turnBack(Lives lives, AgentReport report) {
        if (report.phase() == Phase.SWITCHED) {
            backups.data.put("shop-store", "damaged by 2");
            lives.ask(new ai.kaleem.release.common.contract.Request.RollbackRequested(
                    report.releaseId(), report.deploymentId(), report.agent(), report.epoch(), "amal", "p95"));
        }
    }

    private void servedBy(DeploymentRequested deployment, AgentReport end) {
        assertThat(gateway.target(Plan.API)).contains(Plan.container(deployment, "api"));
        assertThat(host.running())
                .containsExactlyInAnyOrder(Plan.container(deployment, "api"), Plan.container(deployment, "worker"));
        assertThat(gateway.holds(Plan.API)).isFalse();
        assertThat(end.serving()).isEqualTo(deployment.version());
        assertThat(lives.store().transact(it -> it.place(Plan.SHOP)).serving()).isEqualTo(deployment.deploymentId());
        var told = lives.told(end.deploymentId());
        assertThat(told).extracting(AgentReport::revision).isSorted().doesNotHaveDuplicates();
        assertThat(told.getLast().phase()).isEqualTo(end.phase());
        assertThat(told.stream()
                        .filter(it -> it.phase().isEnd())
                        .map(AgentReport::phase)
                        .distinct())
                .containsExactly(end.phase());
        System.out.println("JournalCrashTests: died " + everywhere.died().size() + " times");
        assertThat(everywhere.died()).as("deaths").hasSizeGreaterThan(40);
    }

    @Test
    void aGoodRelease() {
        lives.dieWhere(everywhere);
        var second = Plan.release("2", 2);
        var end = lives.complete(second, JournalCrashTests::keep);
        assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
        servedBy(second, end);
        assertThat(backups.calls).containsExactly("take store BEFORE_RELEASE", "take store BEFORE_RELEASE");
        assertThat(gateway.shifts).containsExactly(Plan.container(first, "api"), Plan.container(second, "api"));
    }

    @Test
    @Tag("long")
    void aReleaseThatNeverGetsHealthy() {
        answers.put("2", new Answer.Down("it answered 503"));
        lives.dieWhere(everywhere);
        var second = Plan.release("2", 2);
        var end = lives.complete(second, (lives, report) -> {});
        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        servedBy(first, end);
        assertThat(gateway.shifts).containsExactly(Plan.container(first, "api"));
    }

    @Test
    void aReleaseThatIsTakenBackWithItsData() {
        lives.dieWhere(everywhere);
        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ZERO, RestorePolicy.AUTO);
        var end = lives.complete(second, this::turnBack);
        assertThat(end.phase()).isEqualTo(Phase.ROLLED_BACK);
        servedBy(first, end);
        assertThat(backups.data).containsEntry("shop-store", "of 1");
        assertThat(backups.files).containsValue("damaged by 2");
    }

    @Test
    @Tag("long")
    void anEmergencyRollbackWithData() {
        var second = Plan.release("2", 2);
        lives.complete(second, JournalCrashTests::keep);
        backups.data.put("shop-store", "damaged by 2");
        lives.dieWhere(everywhere);
        var back = Plan.rollbackTo(first, 3, null, DataChoice.RESTORE);
        var end = lives.complete(back, (lives, report) -> {});
        assertThat(end.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(gateway.target(Plan.API)).contains(Plan.container(first, "api"));
        assertThat(backups.data).containsEntry("shop-store", "of 1");
        assertThat(end.serving()).isEqualTo("1");
    }
}
