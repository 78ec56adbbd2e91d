package ai.kaleem.release.gate.gate;

import static ai.kaleem.release.gate.Asked.before;
import static ai.kaleem.release.gate.Asked.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kaleem.release.common.contract.GateReport.Gate;
import ai.kaleem.release.common.contract.GateReport.Status;
import ai.kaleem.release.common.contract.Request.Source;
import ai.kaleem.release.gate.inbound.Workers;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run that another instance took over, since this one was away for too long. */
class ClaimLostTests {

    private final World world = new World();
    private final Workers workers = new Workers(
            world.checkGates(),
            world.runs,
            () -> true,
            ObservationRegistry.NOOP,
            Duration.ofSeconds(3),
            Clock.systemUTC());
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private RunId id;

    @BeforeEach
    void aGateRuns() throws InterruptedException {
        var runs = new CountDownLatch(1);
        world.acts.put("slow", () -> {
            runs.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return new Outcome.Passed("exit 0");
        });
        id = world.checkGates().accept(before(new Source("file:///shop", "main"), program("slow", "slow")), null);
        workers.start();
        workers.wake(id);
        runs.await();
    }

    @AfterEach
    void stop() {
        workers.stop();
    }

    @Test
    void endsTheGateAtOnceAndChangesNothing() {
        var taken = world.runs
                .other()
                .claim(id, Instant.now().plusSeconds(60), Instant.now().plusSeconds(120));
        assertThat(taken).isTrue();
        var told = world.runs.told().size();

        await().untilTrue(interrupted);

        workers.stop();
        assertThat(world.runs.told()).hasSize(told);
        assertThat(world.runs.find(id).flatMap(it -> it.gate("slow")))
                .get()
                .extracting(Gate::status, Gate::attempt)
                .containsExactly(Status.RUNNING, 1);
        assertThat(world.runs.unfinished(Instant.now())).as("the other one's").doesNotContain(id);
    }

    @Test
    void givesTheRunBackWhenItIsStopped() {
        workers.stop();

        assertThat(interrupted).isTrue();
        assertThat(world.runs.other().claim(id, Instant.now(), Instant.now().plusSeconds(60)))
                .isTrue();
    }

    @Test
    void endsWhatFormerLivesLeftBeforeAnythingElse() {
        assertThat(world.ended.getFirst()).isEqualTo("leftovers");
    }
}
