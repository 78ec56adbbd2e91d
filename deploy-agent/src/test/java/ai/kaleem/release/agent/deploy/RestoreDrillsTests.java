package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.DrillRequested;
import ai.kaleem.release.common.contract.StoredData.Drill;
import ai.kaleem.release.common.contract.StoredData.DrillState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestoreDrillsTests {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void drillsTheNewestWhenAPersonAsksAndTellsOfIt() {
        var release = world.serves(Plan.release("1", 1));
        world.ask(order(release, "one", null));

        var drill = ended("one");
        assertThat(drill.state()).isEqualTo(DrillState.PASSED);
        assertThat(drill.datastore()).isEqualTo("store");
        assertThat(drill.backup()).isEqualTo(newest());
        assertThat(drill.counts()).hasSize(1);
        assertThat(drill.finishedAt()).isNotNull();
        await().untilAsserted(() -> assertThat(world.beat().running().getFirst().data())
                .isNotNull()
                .satisfies(it -> assertThat(it.drills()).containsExactly(drill)));
    }

    @Test
    void theSameOrderAgainIsTheSameDrill() {
        var release = world.serves(Plan.release("1", 1));
        var order = order(release, "one", null);
        world.ask(order);
        ended("one");
        world.ask(order);

        await().during(Duration.ofMillis(100)).until(() -> world.backups.drilled.size() == 1);
        assertThat(told()).hasSize(1);
    }

    @Test
    void saysWhyOneDidNotPass() {
        var release = world.serves(Plan.release("1", 1));
        world.backups.failsItsDrill.put(newest(), "seven orders are missing");
        world.ask(order(release, "one", null));

        assertThat(ended("one"))
                .returns(DrillState.FAILED, Drill::state)
                .returns("seven orders are missing", Drill::detail);
    }

    @Test
    void saysThatThereIsNoSuchBackup() {
        var release = world.serves(Plan.release("1", 1));
        world.ask(order(release, "one", "yesterday.rdb.zst"));

        assertThat(ended("one"))
                .returns(DrillState.FAILED, Drill::state)
                .returns("There is no sealed backup yesterday.rdb.zst of it", Drill::detail);
        assertThat(world.backups.drilled).isEmpty();
    }

    @Test
    void whatCameTooLateIsNotBegun() {
        var release = world.serves(Plan.release("1", 1));
        var order = order(release, "one", null);
        world.ask(new DrillRequested(
                order.releaseId(),
                order.deploymentId(),
                order.agent(),
                order.app(),
                order.environment(),
                order.drill(),
                order.datastore(),
                order.backup(),
                Instant.EPOCH));

        assertThat(ended("one").detail()).startsWith("It came after 1970-01-01");
        assertThat(world.backups.drilled).isEmpty();
    }

    @Test
    void oneThatWasCutOffIsBegunAgainByTheNextAgent() throws InterruptedException {
        var release = world.serves(Plan.release("1", 1));
        var begun = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        world.backups.whileDrilling = () -> {
            begun.countDown();
            hold(never);
            throw new World.Killed();
        };
        world.ask(order(release, "one", null));
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(told().getFirst().state()).isEqualTo(DrillState.RUNNING);

        world.backups.whileDrilling = () -> {};
        world.restart();

        assertThat(ended("one").state()).isEqualTo(DrillState.PASSED);
        assertThat(world.backups.cleared).containsExactly("store");
        never.countDown();
    }

    @Test
    void thePlansScheduleAsksOnceForEachTime() {
        world.serves(Plan.drilled(Plan.release("1", 1)));
        var due = Instant.now();
        world.drillCalendar =
                (schedule, after) -> Optional.of(after.isBefore(due) ? due : due.plus(Duration.ofDays(7)));

        var drill = ended("scheduled-" + due);
        assertThat(drill.state()).isEqualTo(DrillState.PASSED);
        world.restart();
        await().during(Duration.ofMillis(100)).until(() -> world.backups.drilled.size() == 1);
    }

    @Test
    void twentyOfAPlaceAreRemembered() {
        var release = world.serves(Plan.release("1", 1));
        for (var i = 0; i < 22; i++) {
            world.ask(order(release, "order-" + i, null));
            ended("order-" + i);
        }

        assertThat(told()).hasSize(20).first().returns("order-21", Drill::id);
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String newest() {
        return world.backups.held(Plan.SHOP, Plan.store()).getFirst().backup().file();
    }

    private Drill ended(String id) {
        return await().until(
                        () -> told().stream().filter(it -> it.id().equals(id)).findFirst(),
                        it -> it.filter(drill -> drill.finishedAt() != null).isPresent())
                .orElseThrow();
    }

    private List<Drill> told() {
        return world.book.of(Plan.SHOP);
    }

    private static DrillRequested order(DeploymentRequested release, String id, @Nullable String backup) {
        return new DrillRequested(
                release.releaseId(),
                release.deploymentId(),
                World.AGENT,
                release.app(),
                release.environment(),
                id,
                "store",
                backup,
                Instant.now().plusSeconds(60));
    }
}
