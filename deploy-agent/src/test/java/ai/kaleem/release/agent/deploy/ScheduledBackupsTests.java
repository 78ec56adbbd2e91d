package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.StoredData;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScheduledBackupsTests {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void takesOneWhenItIsDueAndTellsOfAll() {
        var release = world.serves(Plan.scheduled(Plan.release("1", 1)));
        world.backups.data.put("shop-store", "seven orders");
        var due = due();

        await().until(() -> scheduled() == 1);
        var data = await().until(this::told, it -> it != null && it.backups().size() == 2);
        assertThat(data.backups().getFirst())
                .returns(StoredData.Kind.SCHEDULED, StoredData.Stored::kind)
                .returns(release.deploymentId(), StoredData.Stored::deployment)
                .returns("1", StoredData.Stored::version)
                .returns(12L, it -> it.backup().bytes());
        assertThat(data.backups().getLast()).returns(StoredData.Kind.BEFORE_RELEASE, StoredData.Stored::kind);
        await().untilAsserted(() -> assertThat(told().schedules())
                .containsExactly(new StoredData.Schedule("store", due.plus(Duration.ofDays(1)), null, null)));
    }

    @Test
    void anAgentThatStartsAgainTakesNoSecondOne() {
        world.serves(Plan.scheduled(Plan.release("1", 1)));
        due();
        await().until(() -> scheduled() == 1);

        world.restart();

        await().until(() -> told() != null);
        await().during(Duration.ofMillis(100)).until(() -> scheduled() == 1);
    }

    @Test
    void waitsWhileSomethingIsDeployed() {
        world.serves(Plan.scheduled(Plan.release("1", 1)));
        var second = Plan.scheduled(Plan.release("2", 2));
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);

        due();
        await().during(Duration.ofMillis(100)).until(() -> scheduled() == 0);
        assertThat(told().schedules())
                .singleElement()
                .satisfies(it -> assertThat(it.due()).isBefore(Instant.now()));

        world.ask(Plan.keep(second));
        world.awaitEnd(second.deploymentId());
        await().until(() -> scheduled() == 1);
    }

    @Test
    void aReleaseWaitsForOneBeforeItTouchesTheDataAndSaysSo() throws InterruptedException {
        world.serves(Plan.scheduled(Plan.release("1", 1)));
        var begun = new CountDownLatch(1);
        var goOn = holdScheduled(begun);
        due();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        world.backups.asked.clear();

        var second = Plan.scheduled(Plan.release("2", 2));
        world.ask(second);
        world.await(
                second.deploymentId(),
                it -> String.valueOf(World.step(it, "backup").detail())
                        .contains("a scheduled backup of its data ends first"));
        assertThat(world.backups.asked).isEmpty();

        goOn.countDown();
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        assertThat(world.backups.asked).containsExactly(Purpose.BEFORE_RELEASE);
    }

    @Test
    void anEmergencyRollbackThatKeepsTheDataDoesNotWaitForOne() throws InterruptedException {
        var first = world.serves(Plan.scheduled(Plan.release("1", 1)));
        world.serves(Plan.scheduled(Plan.release("2", 2)));
        var begun = new CountDownLatch(1);
        var goOn = holdScheduled(begun);
        due();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        var back = Plan.rollbackTo(first, 3, null, DataChoice.KEEP);
        world.ask(back);

        assertThat(world.awaitEnd(back.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        goOn.countDown();
    }

    @Test
    void saysWhyNoneCouldBeTakenAndDoesNotTryAtEachLook() {
        world.serves(Plan.scheduled(Plan.release("1", 1)));
        world.backups.asked.clear();
        world.backups.failure = "the tool ended with 1";
        var due = due();

        await().untilAsserted(() -> assertThat(told().schedules())
                .containsExactly(new StoredData.Schedule("store", due, null, "the tool ended with 1")));
        await().during(Duration.ofMillis(100)).until(() -> world.backups.asked.size() == 1);
    }

    /** Else it would never be overdue. */
    @Test
    void theFirstOfAllIsDueSinceTheReleaseAndStaysSoWhileItFails() {
        var release = world.serves(Plan.scheduled(Plan.release("1", 1)));
        world.backups.files.clear();
        world.backups.failure = "the tool ended with 1";
        var since = world.report(release.deploymentId()).at();

        for (var look = 0; look < 2; look++) {
            world.restart();
            await().untilAsserted(() -> assertThat(told())
                    .isNotNull()
                    .satisfies(it -> assertThat(it.schedules())
                            .containsExactly(new StoredData.Schedule("store", since, null, "the tool ended with 1"))));
        }
    }

    @Test
    void oneThatTheDiskDoesNotConfirmEndsTheAgent() {
        world.serves(Plan.scheduled(Plan.release("1", 1)));
        var failure = new DiskLost("the disk does not confirm it", new IOException());
        world.backups.whileTaking = purpose -> {
            throw failure;
        };
        due();

        await().until(() -> world.losses.contains(failure));
    }

    @Test
    void aScheduleThatCannotBeReadIsToldAndStopsNoOther() {
        world.calendar = (schedule, after) -> {
            throw new DateTimeException("Unknown time-zone ID: Mars/Olympus");
        };
        world.serves(Plan.scheduled(Plan.release("1", 1)));
        await().untilAsserted(() -> assertThat(told().schedules())
                .containsExactly(new StoredData.Schedule("store", null, null, "Unknown time-zone ID: Mars/Olympus")));

        due();

        await().untilAsserted(
                        () -> assertThat(told().schedules().getFirst().due()).isNotNull());
    }

    @Test
    void aStoreWithoutAScheduleIsListedAndLeftAlone() {
        world.serves("1", 1);
        due();

        await().until(() -> told() != null && told().backups().size() == 1);
        assertThat(told().schedules()).isEmpty();
        await().during(Duration.ofMillis(100)).until(() -> scheduled() == 0);
    }

    /** From now on one is due, and the next a day later. */
    private Instant due() {
        var due = Instant.now();
        world.calendar = (schedule, after) -> Optional.of(after.isBefore(due) ? due : due.plus(Duration.ofDays(1)));
        return due;
    }

    private CountDownLatch holdScheduled(CountDownLatch begun) {
        var goOn = new CountDownLatch(1);
        world.backups.whileTaking = purpose -> {
            if (purpose == Purpose.SCHEDULED) {
                begun.countDown();
                try {
                    goOn.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        return goOn;
    }

    private long scheduled() {
        return world.backups.asked.stream().filter(Purpose.SCHEDULED::equals).count();
    }

    private StoredData told() {
        return world.beat().running().getFirst().data();
    }
}
