package ai.kaleem.release.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kaleem.release.agent.deploy.Probe.Answer;
import ai.kaleem.release.common.contract.AgentReport.Phase;
import ai.kaleem.release.common.contract.AgentReport.StepState;
import ai.kaleem.release.common.contract.Request.DataChoice;
import ai.kaleem.release.common.contract.Request.DeploymentRequested;
import ai.kaleem.release.common.contract.Request.RestorePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An agent that comes back late does nothing that was decided otherwise meanwhile. */
class PresenceTests {

    private static final long AN_HOUR = Duration.ofHours(1).toNanos();

    private final World world = new World();

    @AfterEach
    void stop() {
        world.close();
    }

    /** 1 serves; 2 is started and not healthy yet. */
    private DeploymentRequested secondWaitsForItsHealth() {
        world.serves("1", 1);
        world.answers.put("2", new Answer.Silent("not yet"));
        var second = Plan.patient(Plan.release("2", 2));
        world.ask(second);
        world.await(second.deploymentId(), it -> World.step(it, "healthy").state() == StepState.RUNNING);
        return second;
    }

    private void neverServed(DeploymentRequested request) {
        assertThat(world.gateway.shifts).doesNotContain(Plan.container(request, "api"));
    }

    @Test
    void doesNotSwitchToWhatLostTheTurnWhileItWasStopped() {
        var second = secondWaitsForItsHealth();
        var third = Plan.release("3", 3);
        world.waiting.add(third);
        world.away.set(AN_HOUR);
        world.answers.put("2", new Answer.Up(200));
        world.ring();

        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.CANCELLED);
        world.awaitPhase(third.deploymentId(), Phase.SWITCHED);
        neverServed(second);
    }

    @Test
    void doesNotSwitchToWhatLostTheTurnWhileItWasDown() {
        var second = secondWaitsForItsHealth();
        world.stop();
        var first = world.journal.transact(
                it -> it.newest(Plan.SHOP, one -> one.request().version().equals("1")));
        var back = Plan.rollbackTo(first.orElseThrow().request(), 3, second.deploymentId(), DataChoice.KEEP);
        world.waiting.add(back);
        world.answers.put("2", new Answer.Up(200));
        world.restart();

        assertThat(world.awaitEnd(back.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(world.report(second.deploymentId()).phase()).isEqualTo(Phase.CANCELLED);
        neverServed(second);
    }

    @Test
    void takesTheKeepThatWaitsBeforeItGoesBack() {
        world.serves("1", 1);
        var second = Plan.release("2", 2, Duration.ofMillis(400), Duration.ZERO, RestorePolicy.NEVER);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.waiting.add(Plan.keep(second));
        world.away.set(AN_HOUR);
        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.SUCCEEDED);
    }

    @Test
    void doesNotRetireWhatIsToServeAgain() {
        var first = world.serves("1", 1);
        var second = Plan.release("2", 2, Duration.ofSeconds(30), Duration.ofMillis(400), RestorePolicy.NEVER);
        world.ask(second);
        world.awaitPhase(second.deploymentId(), Phase.SWITCHED);
        world.ask(Plan.keep(second));
        world.awaitPhase(second.deploymentId(), Phase.KEPT);
        world.waiting.add(Plan.turnBack(second));
        world.away.set(AN_HOUR);
        assertThat(world.awaitEnd(second.deploymentId()).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.host.running()).contains(Plan.container(first, "api"), Plan.container(first, "worker"));
    }

    @Test
    void refusesWhatCameTooLateForIt() {
        world.serves("1", 1);
        world.away.set(AN_HOUR);
        var late = Plan.release("2", 2).withNotAfter(Instant.now().minusSeconds(1));
        world.ask(late);
        assertThat(world.report(late.deploymentId()).phase()).isEqualTo(Phase.REFUSED);
        neverServed(late);
    }

    @Test
    void hearsOnlyAfterItWasAway() {
        var asked = new AtomicInteger();
        var now = new AtomicLong();
        var presence = new Presence(() -> asked.incrementAndGet() > 0, Duration.ZERO, Duration.ofSeconds(1), now::get);
        var bell = new Bell();
        presence.hear(bell);
        presence.hear(bell);
        assertThat(asked).as("at the start").hasValue(1);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        presence.hear(bell);
        assertThat(asked).as("after a moment").hasValue(1);
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        presence.hear(bell);
        presence.hear(bell);
        assertThat(asked).as("after a stop").hasValue(2);
    }

    @Test
    void decidesAloneWhenNobodyCanBeAsked() {
        var presence = new Presence(() -> false, Duration.ZERO, Duration.ofMillis(100), System::nanoTime);
        var began = System.nanoTime();
        presence.hear(new Bell());
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
    }
}
